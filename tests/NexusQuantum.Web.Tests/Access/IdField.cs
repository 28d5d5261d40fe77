namespace NexusQuantum.Web.Tests.Access;

/// <summary>A place where the API takes an id.</summary>
/// <param name="Path">The route's path, as the description says it.</param>
/// <param name="Where"><c>path</c>, <c>query</c> or <c>body</c>.</param>
/// <param name="Name">The parameter or member.</param>
internal sealed record IdField(string Path, string Where, string Name)
{
    public override string ToString() => $"{Path} {Where} {Name}";
}
