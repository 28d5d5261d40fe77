using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests.Sample;

/// <summary>The reader must see what it claims to see, or every rule above it is empty.</summary>
public sealed class SampleTests
{
    private static readonly TypeFacts Subject = AssemblyScan.Of("NexusQuantum.Architecture.Tests.dll").Types.Single(type => type.Name == "NamesAll");

    [Theory]
    [InlineData("InBase")]
    [InlineData("InField")]
    [InlineData("InSignature")]
    [InlineData("InBody")]
    [InlineData("InClosure")]
    [InlineData("InGeneric")]
    [InlineData("InAttributeAttribute")]
    [InlineData("InTypeof")]
    public void A_type_named_there_is_seen(string name)
        => Assert.Contains("NexusQuantum.Architecture.Tests.Sample.Lower." + name, Subject.Uses);

    [Fact]
    public void A_type_not_named_is_not_seen()
        => Assert.DoesNotContain("NexusQuantum.Architecture.Tests.Sample.Lower.NotNamed", Subject.Uses);

    [Fact]
    public void A_called_member_is_seen()
        => Assert.Contains("NexusQuantum.Architecture.Tests.Sample.Lower.InClosure::Add", Subject.Calls);
}
