namespace NexusQuantum.Domain.Access;

/// <summary>What a permission is called and where it counts.</summary>
/// <param name="Permission">The permission.</param>
/// <param name="Name">Dotted word for programs and custom roles, never renamed: <c>vm.power</c>.</param>
/// <param name="InProject">True when it can be given for one project; false when it is for the whole installation.</param>
/// <param name="Text">What it allows, after "may": "start, stop and restart machines".</param>
public sealed record PermissionFacts(Permission Permission, string Name, bool InProject, string Text);
