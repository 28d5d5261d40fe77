using System.Net.Http.Headers;
using NexusQuantum.Benchmarks.Installations;
using NexusQuantum.Domain.Access;
using NexusQuantum.Tests.Shared.Stacks;

namespace NexusQuantum.Benchmarks.Lists;

/// <summary>Somebody who was invited, joined, and has a role in one project.</summary>
internal static class Member
{
    public const string UserName = "grace";

    /// <summary>Makes the project and has them join it with the site's password; answers the project and a client signed in as them.</summary>
    public static async Task<(string Project, HttpClient Http)> JoinAsync(Site site, CancellationToken cancellationToken)
    {
        var project = (await site.Api.PostAsync("/v1/projects", new { name = "half" }, cancellationToken)).Id();
        var link = (await site.Api.PostAsync("/v1/users", new { userName = UserName, roleId = Role.Operator.Id.ToString(), projectId = project }, cancellationToken)).Text("link");
        await site.Api.PostAsync("/v1/join", new { secret = link[(link.IndexOf('#', StringComparison.Ordinal) + 1)..], password = Site.Password }, cancellationToken);
        var http = site.Stack.Http();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await new Api(http).PostAsync("/v1/login", new { userName = UserName, password = Site.Password }, cancellationToken)).Text("token"));
        return (project, http);
    }
}
