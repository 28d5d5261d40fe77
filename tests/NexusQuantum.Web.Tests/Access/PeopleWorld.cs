using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Data;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>What the tests of accounts do over and over.</summary>
internal static class PeopleWorld
{
    public const string Password = "four words by chance";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static string Name(string start) => $"{start}-{Guid.NewGuid().ToString("N")[..8]}";

    /// <summary>Invites somebody and answers their id and the secret of the link.</summary>
    public static async Task<(Guid Id, string Secret)> InviteAsync(HttpClient administrator, string name, Guid? role = null)
    {
        using var made = await administrator.PostAsJsonAsync("/v1/users", new { userName = name, displayName = "Test Person", roleId = role }, Token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        return Read(await made.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    /// <summary>A new link for an account.</summary>
    public static async Task<string> LinkAsync(HttpClient administrator, Guid id)
    {
        using var made = await administrator.PostAsync($"/v1/users/{id}/link", null, Token);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        return Read(await made.Content.ReadFromJsonAsync<JsonElement>(Token)).Secret;
    }

    public static Task<HttpResponseMessage> JoinAsync(HttpClient client, string secret, string password = Password) => client.PostAsJsonAsync("/v1/join", new { secret, password }, Token);

    public static Task<HttpResponseMessage> LoginAsync(HttpClient client, string name, string password = Password) => client.PostAsJsonAsync("/v1/login", new { userName = name, password }, Token);

    public static async Task<string?> TypeAsync(HttpResponseMessage response, HttpStatusCode status)
    {
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.True(status == response.StatusCode, $"{(int)response.StatusCode} {text}");
        return JsonDocument.Parse(text).RootElement.GetProperty("type").GetString();
    }

    public static async Task<NexusDb> DbAsync(TestPortal portal) => await portal.Services.GetRequiredService<IDbContextFactory<NexusDb>>().CreateDbContextAsync(Token);

    private static (Guid Id, string Secret) Read(JsonElement made)
    {
        var link = made.GetProperty("link").GetString()!;
        Assert.StartsWith("/join#", link, StringComparison.Ordinal);
        return (made.GetProperty("id").GetGuid(), link["/join#".Length..]);
    }
}
