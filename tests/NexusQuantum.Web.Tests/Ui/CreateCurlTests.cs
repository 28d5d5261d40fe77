using System.Text.Json;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Create;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>The call a person copies into a shell.</summary>
public sealed class CreateCurlTests
{
    [Fact]
    public void No_value_can_end_the_shells_quoting()
    {
        var text = CreateCurl.Text(CreateCurl.Of(new CreateVmRequest { Name = "web-1", Description = "it's'; rm -rf /" }, "k"));
        var body = text[(text.IndexOf("-d '", StringComparison.Ordinal) + 4)..^1];
        Assert.DoesNotContain('\'', body);
        Assert.Equal("it's'; rm -rf /", JsonDocument.Parse(body).RootElement.GetProperty("description").GetString());
    }

    [Fact]
    public void A_password_is_never_shown()
        => Assert.DoesNotContain("hunter2", CreateCurl.Text(CreateCurl.Of(new CreateVmRequest { Name = "web-1", Password = "hunter2" }, "k")), StringComparison.Ordinal);

    [Theory]
    [InlineData("nexus-tiny", "nexus-tiny-3")]
    [InlineData("Ubuntu 24.04", "ubuntu-24-04-1")]
    [InlineData("---", "machine-1")]
    public void A_proposed_name_is_free_and_a_name(string image, string expected)
        => Assert.Equal(expected, CreateNames.Propose(image, ["nexus-tiny-1", "nexus-tiny-2"]));
}
