using Bunit;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Providers;
using NexusQuantum.Web.Tests.Fakes;

namespace NexusQuantum.Web.Tests.Ui;

public sealed class ProvidersPageTests : Pages
{
    private readonly FakeProviders _providers = new();

    public ProvidersPageTests() => Context.Services.AddSingleton<IProviders>(_providers);

    [Fact]
    public async Task With_none_it_teaches_and_one_is_added_with_a_mapping()
    {
        var page = Show<ProvidersPage>("/access/providers");
        Assert.Contains("No provider yet", page.Find(".empty").TextContent, StringComparison.Ordinal);
        await Button(page, "Add a provider").ClickAsync(new());
        await page.Find("#provider-name").InputAsync(new() { Value = "Corp" });
        await page.Find("#provider-slug").InputAsync(new() { Value = "corp" });
        Assert.Contains("/signin-oidc/corp", page.Find("form").TextContent, StringComparison.Ordinal);
        await Button(page, "Map a claim").ClickAsync(new());
        Assert.Contains("viewer", page.Find(".nq-token select").TextContent, StringComparison.Ordinal);
        _providers.Refusal = ProviderErrors.Invalid(new(StringComparer.Ordinal) { ["authority"] = ["No address."] });
        await Button(page, "Save").ClickAsync(new());
        Assert.Equal("No address.", page.Find(".is-bad .hint").TextContent);
        _providers.Refusal = null;
        await Button(page, "Save").ClickAsync(new());
        Assert.Equal("create corp with 1 mappings", _providers.Calls[^1]);
        Assert.Empty(page.FindAll("#provider-name"));
    }

    [Fact]
    public void One_that_is_not_tested_cannot_be_switched_on_and_says_why()
    {
        _providers.Providers.Add(FakeProviders.Provider());
        var page = Show<ProvidersPage>("/access/providers");
        Assert.Contains("not tested as it is configured now", page.Markup, StringComparison.Ordinal);
        Assert.Contains("Test it first", Button(page, "Switch on").GetAttribute("title"), StringComparison.Ordinal);
        Assert.Contains("gives viewer everywhere", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void What_its_last_test_brought_is_shown_with_what_it_would_give()
    {
        _providers.Providers.Add(FakeProviders.Provider(testedAt: Some.Now, test: new ProviderTest(Some.Now, "mara", null, [new ReceivedClaim("groups", "staff")])));
        var page = Show<ProvidersPage>("/access/providers");
        Assert.Contains("would give viewer everywhere", page.Find("details").TextContent, StringComparison.Ordinal);
        Assert.Contains("staff", page.Find("details tbody").TextContent, StringComparison.Ordinal);
        Assert.Contains("tested well on 2026-11-23 02:47:46 +00:00", page.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_checked_switched_off_and_deleted_by_its_name()
    {
        _providers.Providers.Add(FakeProviders.Provider(enabled: true, testedAt: Some.Now));
        var page = Show<ProvidersPage>("/access/providers");
        await Button(page, "Check Corp").ClickAsync(new());
        Assert.Contains("It answers as https://login.example.org", page.Find("[role=status]").TextContent, StringComparison.Ordinal);
        await Button(page, "Switch off Corp").ClickAsync(new());
        var deleting = Button(page, "Delete Corp").ClickAsync(new());
        Assert.Contains("sessions that it opened end at once", page.Find(".dialog").TextContent, StringComparison.Ordinal);
        await page.Find("#confirm-name").InputAsync(new() { Value = "Corp" });
        await page.Find(".dialog .btn-danger").ClickAsync(new());
        await deleting;
        Assert.Equal(["check", "change corp, off", "delete"], _providers.Calls);
    }

    [Fact]
    public async Task A_refusal_is_shown()
    {
        _providers.Providers.Add(FakeProviders.Provider(enabled: true, testedAt: Some.Now));
        var page = Show<ProvidersPage>("/access/providers");
        _providers.Refusal = new Error(ErrorKind.Unavailable, "provider-away", "The provider does not answer.");
        await Button(page, "Check Corp").ClickAsync(new());
        Assert.Contains("The provider does not answer.", page.Find(".errblock").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void An_outage_is_shown_and_not_called_none()
    {
        _providers.Outage = new Error(ErrorKind.Unavailable, "database-unavailable", "The database does not answer now.");
        var page = Show<ProvidersPage>("/access/providers");
        Assert.Contains("does not answer now", page.Find(".errblock").TextContent, StringComparison.Ordinal);
        Assert.Empty(page.FindAll(".empty"));
    }

    private static AngleSharp.Dom.IElement Button(IRenderedComponent<WithProviders> page, string label)
        => page.FindAll("button").First(button => button.TextContent.Trim().StartsWith(label, StringComparison.Ordinal));
}
