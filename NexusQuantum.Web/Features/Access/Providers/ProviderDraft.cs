using NexusQuantum.Domain.Access;

namespace NexusQuantum.Web.Features.Access.Providers;

/// <summary>A provider while somebody types.</summary>
public sealed class ProviderDraft
{
    public Guid? Id { get; init; }

    public string Slug { get; set; } = "";

    public string Name { get; set; } = "";

    public string Authority { get; set; } = "";

    public string ClientId { get; set; } = "";

    public string Secret { get; set; } = "";

    public string Scopes { get; set; } = "profile email";

    public bool NewAccounts { get; set; } = true;

    public bool Enabled { get; init; }

    public List<Line> Mappings { get; init; } = [];

    public static ProviderDraft Of(SignInProviderView view) => new()
    {
        Id = view.Id, Slug = view.Slug, Name = view.Name, Authority = view.Authority, ClientId = view.ClientId, Scopes = view.Scopes, NewAccounts = view.NewAccounts, Enabled = view.Enabled,
        Mappings = [.. view.Mappings.Select(mapping => new Line { Claim = mapping.Claim, Value = mapping.Value, Role = mapping.RoleId.Value, Project = mapping.ProjectId?.Value })],
    };

    public SignInProviderRequest Request(bool? enabled = null) => new(
        Slug.Trim(), Name, Authority, ClientId.Trim(), Id is not null && Secret.Length == 0 ? null : Secret, Scopes, NewAccounts, enabled ?? Enabled,
        [.. Mappings.Select(line => new ClaimMappingView(line.Claim.Trim(), line.Value.Trim(), new RoleId(line.Role), line.Project is { } project ? new ProjectId(project) : null))]);

    /// <summary>A mapping.</summary>
    public sealed class Line
    {
        public string Claim { get; set; } = "groups";

        public string Value { get; set; } = "";

        public Guid Role { get; set; } = Domain.Access.Role.Viewer.Id.Value;

        public Guid? Project { get; set; }
    }
}
