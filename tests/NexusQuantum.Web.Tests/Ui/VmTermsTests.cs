using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class VmTermsTests
{
    private static readonly VmView Vm = Some.Vm("build-runner-14", VmState.Running, VmPower.Running, null, "ci", "linux-x64") with { Description = "Runner for the monorepo" };

    [Theory]
    [InlineData("")]
    [InlineData("runner")]
    [InlineData("state:running tag:ci")]
    [InlineData("HOST:fra-*")]
    [InlineData("host:*a1 monorepo")]
    [InlineData("ip:10.0.100")]
    [InlineData("name:build*14")]
    public void All_terms_have_to_match(string query) => Assert.True(VmTerms.Parse(query).Matches(Vm));

    [Theory]
    [InlineData("state:stopped")]
    [InlineData("tag:c")]
    [InlineData("runner tag:prod")]
    [InlineData("colour:red")]
    public void One_term_that_does_not_match_is_enough(string query) => Assert.False(VmTerms.Parse(query).Matches(Vm));

    [Fact]
    public void An_unknown_key_says_so() => Assert.False(VmTerms.Parse("colour:red").All[0].Known);

    [Fact]
    public void A_query_reads_back_as_it_was_written() => Assert.Equal("state:running ci", VmTerms.Parse("  state:running   ci ").ToString());

    [Fact]
    public void Many_stars_cost_no_more_than_a_few_comparisons()
        => Assert.False(VmTerms.Parse("name:" + string.Concat(Enumerable.Repeat("*a", 80)) + "b").Matches(Vm with { Name = new string('a', 63) }));
}
