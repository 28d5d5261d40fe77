using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor.Services;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Vms;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.Standing;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Pages;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Tests.Running;
using NexusQuantum.Web.Ui;

namespace NexusQuantum.Web.Tests.Access;

/// <summary>Pages that one session has open on a running portal: its own services behind them, only the browser is missing.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private readonly BunitContext _context = new();
    private readonly List<IRenderedComponent<IComponent>> _pages = [];

    public OpenPages(TestPortal portal, CredentialStanding session)
    {
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        _context.Services.AddMudServices();
        _context.Services.AddSingleton(TimeProvider.System);
        _context.Services.AddSingleton(portal.Services.GetRequiredService<IVmApi>());
        _context.Services.AddSingleton(portal.Services.GetRequiredService<IAccessApi>());
        _context.Services.AddSingleton(portal.Services.GetRequiredService<IMetricApi>());
        _context.Services.AddSingleton(portal.Services.GetRequiredService<IOperationApi>());
        _context.Services.AddScoped<Browser>();
        _context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var user = new System.Security.Claims.ClaimsPrincipal(new CallerIdentity([], "test", () => session.Now(null)));
        _context.RenderTree.Add<CascadingValue<Task<AuthenticationState>>>(cascade => cascade.Add(value => value.Value, Task.FromResult(new AuthenticationState(user))));
    }

    /// <summary>What all of them say now.</summary>
    public IEnumerable<string> Markups => _pages.Select(page => page.Markup);

    /// <summary>Opens the list, and the page of a machine.</summary>
    public void Open(VmId vm)
    {
        _context.Render<MudBlazor.MudPopoverProvider>();
        _pages.Add(_context.Render<Machines>());
        _pages.Add(_context.Render<MachinePage>(page => page.Add(one => one.Id, vm.Value)));
    }

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
