using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Tests.Shared.Stacks;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

public sealed class AcceptanceAccountTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_token_works_as_an_operator_ends_and_leaves_the_set_up_code_alone()
    {
        await using var portal = await TestPortal.StartAsync(await TestDatabases.CreateAsync(Token), Token);
        var secret = (await RunAsync(portal, (account, output) => account.OpenAsync(output, Token))).Trim();
        using var client = portal.Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/v1/vms"));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(client, "/v1/users"));

        var code = (await File.ReadAllTextAsync(Path.Combine(portal.Directory, "setup-code"), Token)).Trim();
        using var anonymous = portal.Anonymous();
        using (var setUp = await anonymous.PostAsJsonAsync("/v1/setup", new { code, userName = "mara", password = TestPortal.Password }, Token))
        {
            Assert.Equal(HttpStatusCode.Created, setUp.StatusCode);
        }

        Assert.Empty(await RunAsync(portal, (account, output) => account.CloseAsync(new StringReader(secret + "\n"), output, Token)));
        await Until.TrueAsync("the token ended", TimeSpan.FromSeconds(15), async () => await StatusAsync(client, "/v1/vms") == HttpStatusCode.Unauthorized, Token);
        Assert.Contains("ended already", await RunAsync(portal, (account, output) => account.CloseAsync(new StringReader(secret + "\n"), output, Token)), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(TestPortal portal, Func<AcceptanceAccount, TextWriter, Task> run)
    {
        using var output = new StringWriter();
        await using var scope = portal.Services.CreateAsyncScope();
        await run(scope.ServiceProvider.GetRequiredService<AcceptanceAccount>(), output);
        return output.ToString();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Token);
        return answer.StatusCode;
    }
}
