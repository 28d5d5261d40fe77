using Bunit;
using Bunit.TestDoubles;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.Extensions.DependencyInjection;
using MudBlazor;
using MudBlazor.Services;
using NexusQuantum.Domain.Access;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Hosts;
using NexusQuantum.Web.Features.Images;
using NexusQuantum.Web.Features.Metrics;
using NexusQuantum.Web.Features.Networks;
using NexusQuantum.Web.Features.Vms;
using NexusQuantum.Web.Features.Vms.Create;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Operations;
using NexusQuantum.Web.Tests.Fakes;
using NexusQuantum.Web.Ui;
using NexusQuantum.Web.Ui.Shell;

namespace NexusQuantum.Web.Tests.Ui;

/// <summary>A page of one machine or host in front of fakes, signed in as mara. Scripts are noted, not run.</summary>
internal sealed class Stage : IAsyncDisposable
{
    private readonly BunitContext _context = new();

    public Stage()
    {
        _context.JSInterop.Mode = JSRuntimeMode.Loose;
        var mara = _context.AddAuthorization().SetAuthorized("mara");
        mara.SetClaims(new(System.Security.Claims.ClaimTypes.NameIdentifier, "0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1"), new(System.Security.Claims.ClaimTypes.Name, "mara"));
        var identity = new CallerIdentity([new(System.Security.Claims.ClaimTypes.Name, "mara")], "test", () => Me);
        _context.RenderTree.Add<CascadingValue<Task<AuthenticationState>>>(cascade => cascade.Add(value => value.Value, Task.FromResult(new AuthenticationState(new System.Security.Claims.ClaimsPrincipal(identity)))));
        _context.Services.AddMudServices();
        _context.Services.AddSingleton<TimeProvider>(TimeProvider.System);
        _context.Services.AddSingleton<IVmApi>(Vms);
        _context.Services.AddSingleton<IAccessApi>(Access);
        _context.Services.AddSingleton<IHostApi>(Hosts);
        _context.Services.AddSingleton<IImageApi>(Images);
        _context.Services.AddSingleton<IMetricApi>(Metrics);
        _context.Services.AddSingleton<INetworkApi>(Networks);
        _context.Services.AddSingleton<IOperationApi>(Operations);
        _context.Services.AddScoped<Browser>();
        _context.Services.AddScoped<DrawerBell>();
        _context.Services.AddScoped<CreateDraft>();
        _context.SetRendererInfo(new RendererInfo("Server", isInteractive: true));
        Dialogs = _context.Render<MudDialogProvider>();
        _context.Render<MudSnackbarProvider>();
    }

    /// <summary>Who looks: mara, who may do everything unless a test says otherwise.</summary>
    public Caller Me { get; set; } = new(new Guid("0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d1"), "mara") { Rights = Rights.All };

    public FakeVmApi Vms { get; } = new();

    public FakeAccessApi Access { get; } = new();

    public FakeHostApi Hosts { get; } = new();

    public FakeImageApi Images { get; } = new();

    public FakeMetricApi Metrics { get; } = new();

    public FakeNetworkApi Networks { get; } = new();

    public FakeOperationApi Operations { get; } = new();

    /// <summary>Where dialogs appear.</summary>
    public IRenderedComponent<MudDialogProvider> Dialogs { get; }

    public BunitJSInterop Scripts => _context.JSInterop;

    public string Path => new Uri(Navigation.Uri).PathAndQuery;

    public BunitNavigationManager Navigation => _context.Services.GetRequiredService<BunitNavigationManager>();

    public T Get<T>()
        where T : notnull => _context.Services.GetRequiredService<T>();

    public IRenderedComponent<TPage> Open<TPage>(string path, Action<ComponentParameterCollectionBuilder<TPage>>? with = null)
        where TPage : IComponent
    {
        Navigation.NavigateTo(path);
        return _context.Render<TPage>(with ?? (_ => { }));
    }

    public Task LeaveAsync() => _context.DisposeComponentsAsync();

    public ValueTask DisposeAsync() => _context.DisposeAsync();
}
