using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Web.Features.Access;
using NexusQuantum.Web.Features.Access.People;
using NexusQuantum.Web.Features.Access.Roles;

namespace NexusQuantum.Web.Tests.Fakes;

/// <summary>One account, and what pages did to it.</summary>
internal sealed class FakeAccounts : IAccounts
{
    public List<string> Calls { get; } = [];

    public PersonView Person { get; set; } = new(
        new UserView(new Guid("0198f2c4-7d1e-7b0a-9e55-3f0e14c2a7d2"), "ada", "Ada", false, null, [new GrantView(Guid.CreateVersion7(), Role.Viewer.Id, "viewer", null, null, null)], Some.Now),
        new SignInFactsView(true, true, 2, 8, false), null, new OwnsView(0, 0, 0), []);

    /// <summary>Refuses every change with this, when set.</summary>
    public Error? Refusal { get; set; }

    public Task<Result<PersonView>> ReadAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Task.FromResult<Result<PersonView>>(Person);

    public Task<Result<GrantChoices>> ChoicesAsync(Caller caller, CancellationToken cancellationToken)
        => Task.FromResult<Result<GrantChoices>>(new GrantChoices([new GrantChoice(Role.Viewer.Id.Value, "viewer")], [new GrantChoice(ProjectId.Default.Value, "default")], true));

    public Task<Result<NewLinkView>> InviteAsync(Caller caller, NewPersonRequest request, CancellationToken cancellationToken) => Link($"invite {request.UserName} {request.RoleId}", request.UserName);

    public Task<Result<NewLinkView>> NewLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Link("link", Person.Account.UserName);

    public Task<Result<Done>> DropLinkAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("unlink");

    public Task<Result<Done>> DisableAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("disable");

    public Task<Result<Done>> EnableAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("enable");

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, Guid? heir, CancellationToken cancellationToken) => Note($"delete {heir}");

    public Task<Result<GrantView>> GiveRoleAsync(Caller caller, Guid id, RoleId role, ProjectId? project, CancellationToken cancellationToken)
    {
        Calls.Add($"give {role} {project}");
        return Task.FromResult<Result<GrantView>>(Refusal is { } refusal ? refusal : Person.Account.Roles[0]);
    }

    public Task<Result<Done>> TakeRoleAsync(Caller caller, Guid id, Guid grant, CancellationToken cancellationToken) => Note("take");

    public Task<Result<Done>> EndSessionAsync(Caller caller, Guid id, Guid session, CancellationToken cancellationToken) => Note("end");

    public Task<Result<Done>> EndSessionsAsync(Caller caller, Guid id, CancellationToken cancellationToken) => Note("end all");

    private Task<Result<Done>> Note(string what)
    {
        Calls.Add(what);
        return Task.FromResult<Result<Done>>(Refusal is { } refusal ? refusal : Done.Value);
    }

    private Task<Result<NewLinkView>> Link(string what, string name)
    {
        Calls.Add(what);
        return Task.FromResult<Result<NewLinkView>>(Refusal is { } refusal ? refusal : new NewLinkView(Person.Account.Id, name, "/join#the-secret", Some.Now.AddHours(72)));
    }
}
