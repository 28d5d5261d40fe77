using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>How a round through a provider went that nobody was signed in by.</summary>
/// <param name="At">When.</param>
/// <param name="By">The administrator who went it.</param>
/// <param name="Problem">Why it failed; null when it did not.</param>
/// <param name="Claims">What the provider said about the administrator.</param>
public sealed record ProviderTest(DateTimeOffset At, string By, string? Problem, ImmutableArray<ReceivedClaim> Claims);

/// <summary>One thing that a provider said about a person.</summary>
/// <param name="Name">Name of the claim; inside objects with dots.</param>
/// <param name="Value">Its text.</param>
public sealed record ReceivedClaim(string Name, string Value);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ProviderTest))]
internal sealed partial class ProviderJson : JsonSerializerContext;
