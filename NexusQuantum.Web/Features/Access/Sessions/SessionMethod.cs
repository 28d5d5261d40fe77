namespace NexusQuantum.Web.Features.Access.Sessions;

/// <summary>How a session is opened.</summary>
/// <param name="Name">For people: <c>password</c>, <c>passkey</c>, <c>single sign-on by name</c>.</param>
/// <param name="Provider">The sign-in provider, when one said who it is.</param>
internal sealed record SessionMethod(string Name, Guid? Provider = null)
{
    public static readonly SessionMethod Password = new("password");
}
