using System.Collections;

namespace NexusQuantum.Domain.Access;

/// <summary>Some permissions, as bits; compares by value.</summary>
public readonly record struct PermissionSet : IEnumerable<Permission>
{
    private readonly ulong _bits;

    private PermissionSet(ulong bits) => _bits = bits;

    /// <summary>None.</summary>
    public static PermissionSet None => default;

    /// <summary>Every permission there is.</summary>
    public static PermissionSet All { get; } = Of([.. Permissions.All.Select(facts => facts.Permission)]);

    /// <summary>Those that can be given for one project.</summary>
    public static PermissionSet OfProjects { get; } = Of([.. Permissions.All.Where(facts => facts.InProject).Select(facts => facts.Permission)]);

    /// <summary>Whether there is none in it.</summary>
    public bool IsEmpty => _bits == 0;

    /// <summary>These.</summary>
    public static PermissionSet Of(params ReadOnlySpan<Permission> permissions)
    {
        var bits = 0UL;
        foreach (var permission in permissions)
        {
            bits |= Bit(permission);
        }

        return new PermissionSet(bits);
    }

    /// <summary>Reads dotted words; words of a later release that this one does not know allow nothing.</summary>
    public static PermissionSet Parse(IEnumerable<string> names)
    {
        var bits = 0UL;
        foreach (var name in names)
        {
            bits |= Permissions.TryParse(name, out var permission) ? Bit(permission) : 0;
        }

        return new PermissionSet(bits);
    }

    /// <summary>Whether it holds this one.</summary>
    public bool Has(Permission permission) => (_bits & Bit(permission)) != 0;

    /// <summary>Whether it holds all of the other.</summary>
    public bool Covers(PermissionSet other) => (other._bits & ~_bits) == 0;

    /// <summary>What is in either.</summary>
    public PermissionSet Or(PermissionSet other) => new(_bits | other._bits);

    /// <summary>What is in both.</summary>
    public PermissionSet And(PermissionSet other) => new(_bits & other._bits);

    /// <inheritdoc/>
    public IEnumerator<Permission> GetEnumerator()
    {
        foreach (var facts in Permissions.All)
        {
            if (Has(facts.Permission))
            {
                yield return facts.Permission;
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The dotted words.</summary>
    public override string ToString() => string.Join(' ', this.Select(permission => permission.Name()));

    private static ulong Bit(Permission permission) => 1UL << (int)permission;
}
