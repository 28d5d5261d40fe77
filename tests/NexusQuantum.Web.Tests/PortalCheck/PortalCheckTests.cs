using System.Net;
using System.Text.Json;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.PortalCheck;

/// <summary>A running portal checked by REST: a real database, a real agent's clock.</summary>
public sealed class PortalCheckTests(FleetFixture fixture) : IClassFixture<FleetFixture>
{
    private const string Path = "/v1/portal/preflight";

    [Fact]
    public async Task A_run_measures_the_portal_that_serves_and_is_kept_until_it_ends()
    {
        var (status, report) = await fixture.Fleet.PostAsync(Path, new { });
        Assert.Equal(HttpStatusCode.OK, status);
        var results = report.GetProperty("results").EnumerateArray().ToDictionary(result => result.GetProperty("info").GetProperty("id").GetString() ?? "", StringComparer.Ordinal);
        Assert.Equal("pass", Status(results["database-connection"]));
        Assert.Equal("pass", Status(results["database-rights"]));
        Assert.Equal("pass", Status(results["port-manager"]));
        Assert.Equal("pass", Status(results["certificate-served"]));
        Assert.Equal("pass", Status(results["clock-agents"]));
        Assert.Contains("1 host", results["clock-agents"].GetProperty("outcome").GetProperty("measured").GetString(), StringComparison.Ordinal);
        var last = await fixture.Fleet.GetAsync(Path);
        Assert.Equal(report.GetProperty("at").GetString(), last.GetProperty("at").GetString());
    }

    private static string? Status(JsonElement result) => result.GetProperty("outcome").GetProperty("status").GetString();
}
