using System.Security.Claims;
using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.ServiceAccounts;
using NexusQuantum.Web.Features.Activity;
using NexusQuantum.Web.Features.Audit;
using NexusQuantum.Web.Features.Dashboard;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>Pages without a browser: fakes behind the features' faces, signed in as mara, interactive.</summary>
public abstract class Pages : IAsyncLifetime
{
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    protected BunitContext Context { get; } = new();

    /// <summary>Who looks: mara, who may do everything unless a test says otherwise.</summary>
    protected Caller Me { get; set; } = new(new Guid("0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1"), "mara") { Rights = Rights.All };

    protected FakeVmApi Vms { get; } = new();

    protected FakeHostApi Hosts { get; } = new();

    protected FakeImageApi Images { get; } = new();

    protected FakeMetricApi Metrics { get; } = new();

    protected FakeOperationApi Operations { get; } = new();

    protected FakeAccessApi Access { get; } = new();

    protected FakeServiceAccountApi Services { get; } = new();

    protected FakeAuditApi Audit { get; } = new();

    public ValueTask InitializeAsync()
    {
        Context.JSInterop.Mode = JSRuntimeMode.Loose;
        var services = Context.Services;
        services.AddMudServices();
        services.AddSingleton<TimeProvider>(new FixedClock());
        services.AddSingleton<IVmApi>(Vms);
        services.AddSingleton<IAccessApi>(Access);
        services.AddSingleton<IServiceAccounts>(Services);
        services.AddSingleton<IAuditApi>(Audit);
        services.AddSingleton<IHostApi>(Hosts);
        services.AddSingleton<FleetCapacity>();
        services.AddSingleton<IImageApi>(Images);
        services.AddSingleton<IMetricApi>(Metrics);
        services.AddSingleton<IOperationApi>(Operations);
        services.AddScoped<Browser>();
        services.AddScoped<DrawerBell>();
        services.AddVmPages().AddHostPages().AddImagePages().AddActivityPages().AddDashboard();
        // From here on the services stand: the renderer is made with them.
        Context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        var mara = new ClaimsPrincipal(new CallerIdentity([new(ClaimTypes.Name, "mara")], "test", () => Me));
        Context.RenderTree.Add<CascadingValue<Task<AuthenticationState>>>(cascade => cascade.Add(value => value.Value, Task.FromResult(new AuthenticationState(mara))));
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Context.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A page with what MudBlazor needs around it, so that dialogs and grids work.</summary>
    protected IRenderedComponent<WithProviders> Show<TPage>(string address = "/")
        where TPage : IComponent
    {
        Context.Services.GetRequiredService<NavigationManager>().NavigateTo(address);
        return Context.Render<WithProviders>(page => page.AddChildContent<TPage>());
    }

    /// <summary>The time stands still: ages in a test are what they are.</summary>
    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Some.Now;
    }

    /// <summary>Providers beside the page.</summary>
    public sealed class WithProviders : ComponentBase
    {
        [Parameter]
        public RenderFragment? ChildContent { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder)
        {
            builder.OpenComponent<MudPopoverProvider>(0);
            builder.CloseComponent();
            builder.OpenComponent<MudDialogProvider>(1);
            builder.CloseComponent();
            builder.AddContent(2, ChildContent);
        }
    }
}
