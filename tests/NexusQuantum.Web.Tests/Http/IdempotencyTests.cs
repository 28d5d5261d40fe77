using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;
using Npgsql;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>The door of <c>Idempotency-Key</c>, on a route that counts its calls.</summary>
public sealed class IdempotencyTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_call_is_done_once_and_answered_twice()
    {
        await using var portal = await CountingAsync();
        using var client = await portal.SignedInAsync(Token);
        using var first = await PostAsync(client, "k1", "a");
        using var second = await PostAsync(client, "k1", "a");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, second.StatusCode));
        Assert.Equal(await first.Content.ReadAsStringAsync(Token), await second.Content.ReadAsStringAsync(Token));
        Assert.Equal(first.Headers.Location, second.Headers.Location);
        Assert.True(second.Headers.Contains("Idempotency-Replayed"));
        Assert.Equal(1, Counter.Of(portal).Calls);

        using var other = await PostAsync(client, "k1", "b");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        using var fresh = await PostAsync(client, "k2", "a");
        Assert.Equal(2, Counter.Of(portal).Calls);
    }

    [Fact]
    public async Task A_call_that_is_being_served_is_not_begun_again()
    {
        await using var portal = await CountingAsync();
        using var client = await portal.SignedInAsync(Token);
        var gate = Counter.Of(portal).Gate = new TaskCompletionSource();
        var first = PostAsync(client, "k1", "a");
        await Until.TrueAsync("the first call began", TimeSpan.FromSeconds(20), () => Task.FromResult(Counter.Of(portal).Calls == 1), Token);
        using var second = await PostAsync(client, "k1", "a");
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        gate.SetResult();
        using var done = await first;
        Assert.Equal(HttpStatusCode.Created, done.StatusCode);
    }

    [Fact]
    public async Task A_call_that_failed_on_our_side_may_be_tried_again()
    {
        await using var portal = await CountingAsync();
        using var client = await portal.SignedInAsync(Token);
        Counter.Of(portal).Fail = true;
        using var failed = await PostAsync(client, "k1", "a");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Counter.Of(portal).Fail = false;
        using var second = await PostAsync(client, "k1", "a");
        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
    }

    [Fact]
    public async Task A_call_whose_portal_died_is_run_again_after_a_while_only()
    {
        await using var portal = await CountingAsync();
        using var client = await portal.SignedInAsync(Token);
        using var first = await PostAsync(client, "k1", "a");
        var data = portal.Services.GetRequiredService<NpgsqlDataSource>();
        await data.CreateCommand("UPDATE idempotency_records SET status = NULL, body = NULL").ExecuteNonQueryAsync(Token);
        using var soon = await PostAsync(client, "k1", "a");
        Assert.Equal(HttpStatusCode.Conflict, soon.StatusCode);
        await data.CreateCommand("UPDATE idempotency_records SET created_at = now() - interval '3 minutes'").ExecuteNonQueryAsync(Token);
        using var later = await PostAsync(client, "k1", "a");
        Assert.Equal(HttpStatusCode.Created, later.StatusCode);
        Assert.Equal(2, Counter.Of(portal).Calls);
    }

    [Fact]
    public async Task What_is_kept_is_sealed_and_holds_no_body_of_a_request()
    {
        await using var portal = await CountingAsync();
        using var client = await portal.SignedInAsync(Token);
        using var first = await PostAsync(client, "k1", "hunter2-hunter2");
        var data = portal.Services.GetRequiredService<NpgsqlDataSource>();
        var row = (string?)await data.CreateCommand("SELECT encode(body, 'escape') || encode(request_hash, 'escape') || coalesce(location, '') FROM idempotency_records").ExecuteScalarAsync(Token);
        Assert.NotNull(row);
        Assert.DoesNotContain("hunter2", row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("with space")]
    [InlineData("ümlaut")]
    public async Task A_key_that_cannot_be_kept_is_refused(string key)
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        using var request = new HttpRequestMessage(HttpMethod.Delete, "/v1/tokens/01900000-0000-7000-8000-000000000000");
        request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        HttpResponseMessage? answer = null;
        try
        {
            answer = await client.SendAsync(request, Token);
        }
        catch (HttpRequestException)
        {
            // The client itself refuses to send it.
        }

        Assert.True(answer is null or { StatusCode: HttpStatusCode.BadRequest });
        answer?.Dispose();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string key, string text)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/test-count") { Content = JsonContent.Create(new { text }) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Token);
    }

    private static async Task<TestPortal> CountingAsync()
    {
        var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token, builder => builder.Services.AddSingleton<Counter>());
        ((IEndpointRouteBuilder)portal.App).MapPost("/v1/test-count", async (Said said, Counter counter) =>
        {
            Interlocked.Increment(ref counter.Calls);
            if (counter.Fail)
            {
                throw new InvalidOperationException("made by the test");
            }

            await (counter.Gate?.Task ?? Task.CompletedTask);
            return TypedResults.Created("/v1/test-count/1", new { said.Text, number = counter.Calls });
        }).SignedIn();
        return portal;
    }

    private sealed record Said(string Text);

    private sealed class Counter
    {
        public int Calls;

        public bool Fail { get; set; }

        public TaskCompletionSource? Gate { get; set; }

        public static Counter Of(TestPortal portal) => portal.Services.GetRequiredService<Counter>();
    }
}
