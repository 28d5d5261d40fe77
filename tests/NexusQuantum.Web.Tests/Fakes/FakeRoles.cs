using System.Collections.Immutable;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>The built-in roles and those a test puts there, and what pages did to them.</summary>
internal sealed class FakeRoles : IRoles
{
    public List<RoleView> Roles { get; } = [.. Role.BuiltIn.Select(role => new RoleView(role.Id, role.Name, role.Text, true, false, [.. role.Permissions.Select(permission => permission.Name())], 1))];

    public List<string> Calls { get; } = [];

    /// <summary>Refuses every change with this, when set.</summary>
    public Error? Refusal { get; set; }

    public Task<ImmutableArray<RoleView>> ListAsync(Caller caller, CancellationToken cancellationToken) => Task.FromResult(Roles.ToImmutableArray());

    public Task<Result<RoleView>> CreateAsync(Caller caller, RoleRequest request, CancellationToken cancellationToken) => Note($"create {request.Name}: {string.Join(' ', request.Permissions)}", View(request));

    public Task<Result<RoleView>> EditAsync(Caller caller, RoleId id, RoleRequest request, CancellationToken cancellationToken) => Note($"edit {request.Name}: {string.Join(' ', request.Permissions)}", View(request));

    public Task<Result<Done>> DeleteAsync(Caller caller, RoleId id, CancellationToken cancellationToken) => Note("delete", Done.Value);

    private static RoleView View(RoleRequest request) => new(RoleId.New(), request.Name, request.Text ?? "", false, false, request.Permissions, 0);

    private Task<Result<T>> Note<T>(string what, T value)
    {
        Calls.Add(what);
        return Task.FromResult<Result<T>>(Refusal is { } refusal ? refusal : value);
    }
}
