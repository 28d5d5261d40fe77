namespace NexusQuantum.Web.Http;

/// <summary>
/// Origins besides our own to which a form on our pages may lead: browsers hold every redirect that follows a form to the policy's
/// <c>form-action</c> too, so a sign-in that starts with a button and goes on at a provider needs the provider's origin there.
/// Register any number as singletons; all are used.
/// </summary>
internal interface IFormActions
{
    /// <summary>
    /// Origins as in RFC 6454, such as <c>https://login.example.org</c>; anything after the authority is cut off, what is no http
    /// or https address is left out. Read at every answer: held in memory, and changed by swapping the whole collection.
    /// </summary>
    IEnumerable<string> Origins { get; }
}
