using System.Security.Claims;
using System.Threading.Channels;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Live;

namespace NexusQuantum.Web.Ui;

/// <summary>
/// A component that shows what changes. It follows feeds and streams, applies their changes on its own dispatcher and renders
/// at most ten times a second, however fast they come. All it started ends with it: <see cref="DisposeAsync"/> awaits it.
/// While a page is prerendered only the state of now is applied; nothing is followed for a page that nobody has yet.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private static readonly TimeSpan RenderGap = TimeSpan.FromMilliseconds(100);
    private readonly CancellationTokenSource _gone = new();
    private readonly CancellationToken _goneToken;
    private readonly List<Task> _pumps = [];
    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private ClaimsPrincipal? _principal;
    private bool _rendering;

    protected LiveComponent() => _goneToken = _gone.Token;

    [Inject]
    protected TimeProvider Clock { get; set; } = TimeProvider.System;

    [CascadingParameter]
    private Task<AuthenticationState>? Signed { get; set; }

    /// <summary>Writes times as the reader wants them.</summary>
    [CascadingParameter]
    protected Times Times { get; set; } = Times.Utc;

    /// <summary>Knows who is signed in before anything else begins.</summary>
    public override async Task SetParametersAsync(ParameterView parameters)
    {
        parameters.SetParameterProperties(this);
        _principal = Signed is null ? null : (await Signed).User;
        await base.SetParametersAsync(ParameterView.Empty);
    }

    /// <summary>Fires when the component leaves the page; pass it to every call.</summary>
    protected CancellationToken Gone => _goneToken;

    /// <summary>Now, for ages and durations.</summary>
    protected DateTimeOffset Now => Clock.GetUtcNow();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_gone.IsCancellationRequested)
        {
            return;
        }

        await _gone.CancelAsync();
        await LeavingAsync();
        await Task.WhenAll(_pumps);
        _gone.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>What else the component has to give back; the circuit may be gone already.</summary>
    protected virtual ValueTask LeavingAsync() => ValueTask.CompletedTask;

    /// <summary>Who is signed in.</summary>
    protected async ValueTask<Caller> CallerAsync()
        => Signed is null ? throw new InvalidOperationException("No authentication state reaches this component.") : (await Signed).User.ToCaller();

    /// <summary>Who is signed in, with the rights of now; null before that is known.</summary>
    protected Caller? Me => _principal?.TryCaller();

    /// <summary>Why the caller may not do this anywhere, for a control that is shown disabled; null when they may.</summary>
    protected string? WhyNot(Permission permission) => Refusal(Me?.WhyNotSomewhere(permission));

    /// <summary>Why the caller may not do this in that project; null when they may.</summary>
    protected string? WhyNot(Permission permission, ProjectId project)
        => Me is { } caller && caller.Rights.May(permission, project) ? null : Refusal(AccessRules.Missing(permission));

    /// <summary>Why the caller may not do this for the whole installation; null when they may.</summary>
    protected string? WhyNotEverywhere(Permission permission) => Me is { } caller && caller.Rights.May(permission) ? null : Refusal(AccessRules.Missing(permission));

    private static string? Refusal(Error? error) => error is null ? null : $"{error.Message} {error.Fix}";

    private TView? See<TView>(TView view)
        where TView : class, ISeen<TView>
        => Me is { } caller ? view.For(caller) : null;

    /// <summary>Applies a feed's state at once and its changes from then on; a null picture means the thing is gone.</summary>
    protected void Follow<TKey, TView>(LiveFeed<TKey, TView> feed, Action<IReadOnlyDictionary<TKey, TView?>> apply)
        where TKey : notnull
        where TView : class, ISeen<TView>
    {
        var subscription = feed.Subscribe(See);
        apply(subscription.Now.ToDictionary(pair => pair.Key, pair => (TView?)pair.Value));
        Start(async () =>
        {
            await using (subscription)
            {
                if (!RendererInfo.IsInteractive)
                {
                    return;
                }

                await foreach (var batch in subscription.ReadAsync(Gone))
                {
                    apply(batch);
                    RenderSoon();
                    await Task.Delay(RenderGap, Clock, Gone);
                }
            }
        });
    }

    /// <summary>Applies every item of a stream as it comes; renders are still at most ten a second.</summary>
    protected void Follow<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, Action<T> apply)
    {
        if (RendererInfo.IsInteractive)
        {
            Start(async () =>
            {
                await foreach (var item in open(Gone))
                {
                    apply(item);
                    RenderSoon();
                }
            });
        }
    }

    /// <summary>Follows one thing of a feed; changes of others cost no render. Null means it is not there, or is gone.</summary>
    protected void FollowOne<TKey, TView>(LiveFeed<TKey, TView> feed, TKey key, Action<TView?> apply)
        where TKey : notnull
        where TView : class, ISeen<TView>
    {
        var subscription = feed.Subscribe(See);
        apply(subscription.Now.GetValueOrDefault(key));
        Start(async () =>
        {
            await using (subscription)
            {
                if (!RendererInfo.IsInteractive)
                {
                    return;
                }

                await foreach (var batch in subscription.ReadAsync(Gone))
                {
                    if (batch.TryGetValue(key, out var view))
                    {
                        apply(view);
                        RenderSoon();
                    }
                }
            }
        });
    }

    /// <summary>Takes every item of a stream and renders nothing: for what goes to the browser by script.</summary>
    protected void Pump<T>(Func<CancellationToken, IAsyncEnumerable<T>> open, Func<T, Task> take)
    {
        if (RendererInfo.IsInteractive)
        {
            Start(async () =>
            {
                await foreach (var item in open(Gone))
                {
                    await take(item);
                }
            });
        }
    }

    /// <summary>Calls back at a steady pace for what ages on screen; renders when <paramref name="changed"/> says so.</summary>
    protected void FollowClock(TimeSpan pace, Func<bool> changed)
    {
        if (RendererInfo.IsInteractive)
        {
            Start(async () =>
            {
                using var timer = new PeriodicTimer(pace, Clock);
                while (await timer.WaitForNextTickAsync(Gone))
                {
                    if (changed())
                    {
                        StateHasChanged();
                    }
                }
            });
        }
    }

    /// <summary>Asks for a render within a tenth of a second; many asks become one.</summary>
    protected void RenderSoon()
    {
        _wake.Writer.TryWrite(true);
        if (_rendering)
        {
            return;
        }

        _rendering = true;
        Start(async () =>
        {
            while (await _wake.Reader.WaitToReadAsync(Gone))
            {
                _wake.Reader.TryRead(out _);
                StateHasChanged();
                await Task.Delay(RenderGap, Clock, Gone);
            }
        });
    }

    private void Start(Func<Task> pump)
    {
        // Pumps start on the renderer's dispatcher and their awaits come back to it: nothing here needs a lock.
        _pumps.RemoveAll(task => task.IsCompletedSuccessfully);
        _pumps.Add(UntilGoneAsync(pump));
    }

    private async Task UntilGoneAsync(Func<Task> pump)
    {
        try
        {
            await pump();
        }
        catch (OperationCanceledException) when (Gone.IsCancellationRequested)
        {
            // The page closed: that is how a pump ends.
        }
        catch (ObjectDisposedException) when (Gone.IsCancellationRequested)
        {
            // The renderer went first.
        }
        catch (Exception failure)
        {
            // The error boundary of the layout shows it, instead of a page that silently stopped moving.
            await DispatchExceptionAsync(failure);
        }
    }
}
