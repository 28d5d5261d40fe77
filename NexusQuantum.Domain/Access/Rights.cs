using System.Collections.Immutable;

namespace NexusQuantum.Domain.Access;

/// <summary>What one caller may do: everywhere, and in single projects besides. Pure and immutable; asked on every door.</summary>
public sealed class Rights : IEquatable<Rights>
{
    private static readonly PermissionSet Reading = Role.Viewer.Permissions.Or(PermissionSet.Of(Permission.MetricsRead, Permission.AuditRead));

    private readonly PermissionSet _everywhere;
    private readonly ImmutableDictionary<ProjectId, PermissionSet> _inProjects;

    private Rights(PermissionSet everywhere, ImmutableDictionary<ProjectId, PermissionSet> inProjects) => (_everywhere, _inProjects) = (everywhere, inProjects);

    /// <summary>Nothing at all.</summary>
    public static Rights None { get; } = new(PermissionSet.None, ImmutableDictionary<ProjectId, PermissionSet>.Empty);

    /// <summary>Everything: the product itself.</summary>
    public static Rights All { get; } = new(PermissionSet.All, ImmutableDictionary<ProjectId, PermissionSet>.Empty);

    /// <summary>What holds in every project and for the installation.</summary>
    public PermissionSet Everywhere => _everywhere;

    /// <summary>What holds in single projects, besides <see cref="Everywhere"/>.</summary>
    public IReadOnlyDictionary<ProjectId, PermissionSet> InProjects => _inProjects;

    /// <summary>Adds up grants. In a project only the permissions that can be given for one count.</summary>
    public static Rights Of(IEnumerable<(ProjectId? Project, PermissionSet Permissions)> grants)
    {
        var everywhere = PermissionSet.None;
        var inProjects = ImmutableDictionary.CreateBuilder<ProjectId, PermissionSet>();
        foreach (var (project, permissions) in grants)
        {
            if (project is { } one)
            {
                inProjects[one] = inProjects.GetValueOrDefault(one).Or(permissions.And(PermissionSet.OfProjects));
            }
            else
            {
                everywhere = everywhere.Or(permissions);
            }
        }

        return new Rights(everywhere, inProjects.ToImmutable());
    }

    /// <summary>Whether it holds for the installation, and so in every project.</summary>
    public bool May(Permission permission) => _everywhere.Has(permission);

    /// <summary>Whether it holds in this project.</summary>
    public bool May(Permission permission, ProjectId project) => _everywhere.Has(permission) || _inProjects.GetValueOrDefault(project).Has(permission);

    /// <summary>Whether there is any place where it holds: the first question of a door, before it is known about what is asked.</summary>
    public bool MaySomewhere(Permission permission) => _everywhere.Has(permission) || _inProjects.Any(pair => pair.Value.Has(permission));

    /// <summary>The projects in which it holds; null when in all, those to come included.</summary>
    public ImmutableArray<ProjectId>? ProjectsWith(Permission permission)
        => _everywhere.Has(permission) ? null : [.. _inProjects.Where(pair => pair.Value.Has(permission)).Select(pair => pair.Key)];

    /// <summary>All that holds in this project.</summary>
    public PermissionSet In(ProjectId project) => _everywhere.Or(_inProjects.GetValueOrDefault(project));

    /// <summary>What is left of these rights for a token of this scope, in these projects only when given.</summary>
    public Rights Within(TokenScope scope, IReadOnlyCollection<ProjectId>? projects)
    {
        var most = scope switch
        {
            TokenScope.Read => Reading,
            TokenScope.Operate => Reading.Or(Role.Operator.Permissions),
            TokenScope.Administer => PermissionSet.All,
            _ => PermissionSet.None,
        };
        return projects is null
            ? new Rights(_everywhere.And(most), _inProjects.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.And(most)))
            : Of(projects.Select(project => ((ProjectId?)project, In(project).And(most))));
    }

    /// <inheritdoc/>
    public bool Equals(Rights? other)
        => other is not null && _everywhere == other._everywhere && _inProjects.Count == other._inProjects.Count
            && _inProjects.All(pair => other._inProjects.TryGetValue(pair.Key, out var theirs) && theirs == pair.Value);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Rights);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_everywhere, _inProjects.Count);
}
