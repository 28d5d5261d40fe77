using System.Text.Json;

namespace NexusQuantum.Web.Features.Access.Passkeys;

/// <summary>A passkey of the caller.</summary>
/// <param name="Id">By which it is renamed and deleted.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="Site">The host name it works at.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastUsedAt">When it last signed in; null for never.</param>
public sealed record PasskeyView(Guid Id, string Name, string Site, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>The caller's passkeys.</summary>
internal sealed record PasskeyPage(IReadOnlyList<PasskeyView> Items, string? Next);

/// <summary>What the browser's <c>navigator.credentials</c> is to be asked, and a note that goes back with its answer.</summary>
internal sealed record PasskeyOptionsView(JsonElement Options, string State);

/// <summary>The browser's answer as JSON text, with the note.</summary>
internal sealed record PasskeyAnswer(string Credential, string State);

/// <summary>Body of <c>POST /v1/account/passkeys</c>.</summary>
internal sealed record NewPasskeyRequest(string Name, string Credential, string State);

/// <summary>Body of <c>PATCH /v1/account/passkeys/{id}</c>.</summary>
internal sealed record PasskeyRenameRequest(string Name);

/// <summary>Body of <c>POST /v1/account/proof/passkey</c>.</summary>
internal sealed record PasskeyProofRequest(string Credential, string State);
