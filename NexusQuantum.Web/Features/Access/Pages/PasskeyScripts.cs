using Microsoft.AspNetCore.Components.Forms;
using Microsoft.JSInterop;
using NexusQuantum.Web.Features.Access.OwnAccount;
using NexusQuantum.Web.Http;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>The browser's passkeys, for one circuit. The scripts talk to the API themselves: only their requests carry the page's origin.</summary>
internal sealed class PasskeyScripts(IJSRuntime js, AntiforgeryStateProvider antiforgery) : IAsyncDisposable
{
    private IJSObjectReference? _module;

    /// <summary>Why the browser allows no passkeys here; null when it may.</summary>
    public async Task<string?> ProbeAsync() => await (await ModuleAsync()).InvokeAsync<string?>("probe");

    /// <summary>Makes a passkey; null, or what went wrong.</summary>
    public async Task<string?> AddAsync(string name, string proof)
        => await (await ModuleAsync()).InvokeAsync<string?>("add", name, new Dictionary<string, string>(Headers(), StringComparer.Ordinal) { [OwnAccountEndpoints.ProofHeader] = proof });

    /// <summary>A fresh proof by passkey, or what went wrong.</summary>
    public async Task<(ProofView? Proof, string? Problem)> ProveAsync()
    {
        var told = await (await ModuleAsync()).InvokeAsync<Told>("prove", Headers());
        return told.Proof is { } proof ? (new ProofView(proof, told.ExpiresAt), null) : (null, told.Problem ?? "The portal did not answer.");
    }

    public async ValueTask DisposeAsync()
    {
        if (_module is not null)
        {
            try
            {
                await _module.DisposeAsync();
            }
            catch (JSDisconnectedException)
            {
                // The tab is gone and its modules with it.
            }
        }
    }

    private Dictionary<string, string> Headers()
        => antiforgery.GetAntiforgeryToken() is { } token ? new(StringComparer.Ordinal) { [HttpRoom.AntiforgeryHeader] = token.Value } : new(StringComparer.Ordinal);

    private async ValueTask<IJSObjectReference> ModuleAsync() => _module ??= await js.InvokeAsync<IJSObjectReference>("import", "./js/account.js");

    private sealed record Told(string? Proof, DateTimeOffset ExpiresAt, string? Problem);
}
