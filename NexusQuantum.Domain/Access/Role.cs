using System.Collections.Immutable;
using System.Text.Json.Serialization;
using NexusQuantum.Domain.Identifiers;
using NexusQuantum.Domain.Serialization;

namespace NexusQuantum.Domain.Access;

/// <summary>A named set of permissions, given to people and programs for one project or everywhere.</summary>
/// <param name="Id">Fixed for the built-in ones.</param>
/// <param name="Name">Lower-case word.</param>
/// <param name="Text">One sentence for people.</param>
/// <param name="Permissions">What it allows.</param>
public sealed record Role(RoleId Id, string Name, string Text, PermissionSet Permissions)
{
    /// <summary>Everything, everywhere.</summary>
    public static Role Administrator { get; } = new(Fixed(1), "administrator", "May do everything.", PermissionSet.All);

    /// <summary>Works with machines and images; changes nothing about who may come in, or about hosts.</summary>
    public static Role Operator { get; } = new(Fixed(2), "operator", "Creates, runs and deletes machines and images.", PermissionSet.Of(
        Permission.VmRead, Permission.VmCreate, Permission.VmEdit, Permission.VmPower, Permission.VmConsole, Permission.VmShell, Permission.VmDelete,
        Permission.ImageRead, Permission.ImageWrite, Permission.NetworkRead, Permission.HostRead));

    /// <summary>Sees, and changes nothing. Consoles are not among it: their output may hold secrets, and they are typed in.</summary>
    public static Role Viewer { get; } = new(Fixed(3), "viewer", "Sees machines, images, networks and hosts.", PermissionSet.Of(
        Permission.VmRead, Permission.ImageRead, Permission.NetworkRead, Permission.HostRead));

    /// <summary>The roles that every installation has.</summary>
    public static ImmutableArray<Role> BuiltIn { get; } = [Administrator, Operator, Viewer];

    /// <summary>The built-in roles that allow this one, for a fix that names them.</summary>
    public static IEnumerable<Role> With(Permission permission) => BuiltIn.Where(role => role.Permissions.Has(permission));

    private static RoleId Fixed(byte number) => new(new Guid($"00000000-0000-7000-8000-0000000001{number:x2}"));
}

/// <summary>Identifies a role.</summary>
/// <param name="Value">The UUID.</param>
[JsonConverter(typeof(IdJsonConverter<RoleId>))]
public readonly record struct RoleId(Guid Value) : IId<RoleId>
{
    /// <summary>A new id (UUIDv7).</summary>
    public static RoleId New() => new(Guid.CreateVersion7());

    /// <inheritdoc/>
    public static RoleId From(Guid value) => new(value);

    /// <inheritdoc/>
    public static RoleId Parse(string s, IFormatProvider? provider) => IdText.Parse<RoleId>(s);

    /// <inheritdoc/>
    public static RoleId Parse(ReadOnlySpan<char> s, IFormatProvider? provider) => IdText.Parse<RoleId>(s);

    /// <inheritdoc/>
    public static bool TryParse(string? s, IFormatProvider? provider, out RoleId result) => IdText.TryParse(s, out result);

    /// <inheritdoc/>
    public static bool TryParse(ReadOnlySpan<char> s, IFormatProvider? provider, out RoleId result) => IdText.TryParse(s, out result);

    /// <summary>The hyphenated form.</summary>
    public override string ToString() => Value.ToString("D");
}
