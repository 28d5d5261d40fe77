using System.Net;
using Microsoft.AspNetCore.Components;
using NexusQuantum.Web.Features.Access.OwnAccount;

namespace NexusQuantum.Web.Features.Access.Pages;

/// <summary>A new password for the old one.</summary>
public sealed partial class PasswordSection
{
    private string _old = string.Empty;
    private string _new = string.Empty;
    private IReadOnlyDictionary<string, string[]>? _errors;
    private string? _problem;
    private bool _changed;

    [Inject]
    private OwnAccounts Own { get; set; } = null!; // injected before any use

    private async Task ChangeAsync()
    {
        if (_old.Length == 0 || _new.Length == 0)
        {
            return;
        }

        var caller = await CallerAsync();
        _ = IPAddress.TryParse(caller.Origin.Address, out var source);
        var changed = await Own.ChangePasswordAsync(caller, _old, _new, source, Gone);
        _changed = changed.Ok;
        _errors = changed.Error?.Fields;
        _problem = changed.Error is { Fields: null } error ? error.Message : null;
        if (changed.Ok)
        {
            (_old, _new) = (string.Empty, string.Empty);
        }
    }
}
