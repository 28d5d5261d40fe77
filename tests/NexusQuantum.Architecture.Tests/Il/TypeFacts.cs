namespace NexusQuantum.Architecture.Tests.Il;

/// <summary>One top-level type of a product assembly and every type it names; nested types and closures count as it.</summary>
internal sealed record TypeFacts
{
    public required string Namespace { get; init; }

    public required string Name { get; init; }

    public string FullName => Namespace + "." + Name;

    public required bool IsPublic { get; init; }

    public required bool IsInterface { get; init; }

    public required bool IsEnum { get; init; }

    /// <summary>A record class or record struct.</summary>
    public required bool IsRecord { get; init; }

    public required bool IsSealed { get; init; }

    public required bool IsAbstract { get; init; }

    /// <summary>Full names of the types it names in bases, attributes, fields, signatures, bodies and generic arguments.</summary>
    public required IReadOnlySet<string> Uses { get; init; }

    /// <summary>Members called in bodies, as <c>Namespace.Type::Member</c>.</summary>
    public required IReadOnlySet<string> Calls { get; init; }

    /// <summary>Full name of the base type.</summary>
    public required string Base { get; init; }

    public required bool HasNativeCalls { get; init; }
}
