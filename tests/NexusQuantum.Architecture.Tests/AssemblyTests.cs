using System.Xml.Linq;
using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Domain ← Web, Domain ← Agent, Domain ← Agent.Guest; nothing else.</summary>
public sealed class AssemblyTests
{
    [Fact]
    public void Domain_imports_the_base_library_only()
        => Rule.Holds(AssemblyScan.Domain.References.Where(name => !name.StartsWith("System.", StringComparison.Ordinal)));

    [Theory]
    [InlineData("NexusQuantum.Domain/NexusQuantum.Domain.csproj", "")]
    [InlineData("NexusQuantum.Agent/NexusQuantum.Agent.csproj", "NexusQuantum.Domain")]
    [InlineData("NexusQuantum.Agent/Guest/NexusQuantum.Agent.Guest.csproj", "NexusQuantum.Domain")]
    [InlineData("NexusQuantum.Web/NexusQuantum.Web.csproj", "NexusQuantum.Domain wwwroot-assets")]
    [InlineData("wwwroot-assets/wwwroot-assets.csproj", "")]
    public void A_project_references_what_the_design_says(string project, string allowed)
        => Assert.Equal(allowed, string.Join(' ', XDocument.Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference").Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")?.Value ?? "")).Order(StringComparer.Ordinal)));

    [Fact]
    public void Portal_and_agents_never_see_each_other()
    {
        Assert.DoesNotContain("nexus-agent", AssemblyScan.Web.References);
        Assert.DoesNotContain("NexusQuantum.Web", AssemblyScan.Agent.References);
        Rule.Holds(AssemblyScan.Guest.References.Where(name => name is "nexus-agent" or "NexusQuantum.Web"));
    }

    [Fact]
    public void No_package_version_is_written_in_a_project()
        => Rule.Holds(Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(file => XDocument.Load(file).Descendants("PackageReference").Any(package => package.Attribute("Version") is not null)));
}
