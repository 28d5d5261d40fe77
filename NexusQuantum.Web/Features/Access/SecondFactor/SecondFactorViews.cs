using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.SecondFactor;

/// <summary>A role and whether its people need a second factor.</summary>
public sealed record SecondFactorRuleView(RoleId RoleId, string Role, string Text, bool Required);

/// <summary>All roles.</summary>
internal sealed record SecondFactorRulePage(IReadOnlyList<SecondFactorRuleView> Items, string? Next);

/// <summary>Body of <c>PUT /v1/second-factor-rules/{id}</c>.</summary>
internal sealed record SecondFactorRuleRequest(bool Required);
