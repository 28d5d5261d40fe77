using NexusQuantum.EndToEnd.Tests.Running;

namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Fields of a page that are filled together, and how they are sent.</summary>
/// <param name="Path">The page; a word in braces is the id of a thing of the house, or a link to it.</param>
/// <param name="Fields">As they are called: <c>#id</c>, a label, or a name.</param>
/// <param name="Open">
/// What has to be done first, in its order: a button to press, by the beginning of what it says; <c>#id=text</c> to type;
/// <c>@#id</c> to choose a file.
/// </param>
/// <param name="Send">The button that sends; null where what is typed works at once.</param>
/// <param name="Times">How often: pages that have to be opened again take longer, and a wrong password makes the next try wait.</param>
internal sealed record PageForm(string Path, string[] Fields, string[]? Open = null, string? Send = null, int Times = 4)
{
    /// <summary>The page before there is anybody, tried before the house is set up.</summary>
    public static readonly PageForm SetUp = new("/setup", ["#c", "#u", "#p"], Send: "Create administrator", Times: 2);

    /// <summary>After a password, for a person with an app; for one whose role needs a second step.</summary>
    public static readonly PageForm SecondStep = new("", ["#c"], Send: "Go on", Times: 2);

    public static readonly PageForm Enrol = new("", ["#n", "#c"], Send: "Set up the app", Times: 2);

    /// <summary>On the account's page, for somebody who proved who they are and has a passkey.</summary>
    public static readonly PageForm PasskeyName = new("/account", ["#rename"], ["Rename"], "Rename", Times: 2);

    /// <summary>On the page of a host whose required checks fail, one for each time.</summary>
    public static readonly PageForm Waiver = new("/hosts/{host}/preflight", ["#waive-reason"], ["Waive"], "Waive", Times: 2);

    public static readonly PageForm AppCode = new("/account", ["#app-code"], ["Set up an app", "#proof-password=" + Installation.Password, "Go on"], "Confirm", Times: 2);

    /// <summary>The forms that the house's administrator finds by opening a page.</summary>
    public static readonly PageForm[] OfPages =
    [
        new("/sign-in", ["#u", "#p"], Send: "Sign in", Times: 2),
        new("{join}", ["#p", "#a"], Send: "Set password and sign in", Times: 2),
        new("/", ["Search everything"], ["Search"], Times: 2),
        new("/machines", ["Filter machines"]),
        new("/machines/create", ["#name", "#tags", "#note"], Send: "Next"),
        new("/machines/create", ["#user", "#keys", "#password"], ["#name=typed", "Next: size", "Next: disk", "Next: access"], "Next", Times: 2),
        new("/machines/create", ["#ip", "#gateway", "#dns"], ["#name=typed", "Next: size", "Next: disk", "Fixed address"], "Next", Times: 2),
        new("/machines/{vm}", ["#edit-name", "#edit-tags", "#edit-note"], ["More actions", "Edit"], "Save changes", Times: 2),
        new("/machines/{vm}", ["#note"], ["Edit"], "Save note", Times: 2),
        new("/machines/{vm}", ["#confirm-name"], ["More actions", "Delete"], "Delete", Times: 2),
        new("/machines/{vm}/console?line=shell", ["Find in the scrollback", "terminal"]),
        new("/images", ["#upload-name", "#upload-note"], ["Upload image", "@#upload-file"], "Upload image", Times: 2),
        new("/hosts/{host}", ["#host-name", "#host-address"], ["Edit"], "Save changes", Times: 2),
        new("/hosts/{host}/machines", ["#adopt-name"], ["Adopt"], "Adopt machine", Times: 2),
        new("/audit", ["Search", "Who", "Action begins with"]),
        new("/account", ["#display-name"], Send: "Save profile"),
        new("/account", ["#old-password", "#new-password"], Send: "Change password", Times: 1),
        new("/account", ["#passkey-name"], Send: "Add a passkey", Times: 1),
        new("/account", ["#proof-password"], ["Set up an app"], "Go on", 1),
        new("/access", ["#token-name"], Send: "Create token"),
        new("/access/people", ["#invite-name"], Send: "Invite"),
        new("/access/projects", ["#project-name"], Send: "Create project"),
        new("/access/projects/{project}", ["#p-name", "#p-note"], Send: "Save"),
        new("/access/projects/{project}", ["#member-name"], Send: "Add member"),
        new("/access/roles", ["#role-name", "#role-text"], ["New role"], "Save role", Times: 2),
        new("/access/services", ["#service-name"], Send: "Create service account"),
        new("/access/providers", ["#provider-name", "#provider-slug", "#provider-authority", "#provider-client", "#provider-secret", "#provider-scopes", "Claim", "Value"], ["Add a provider", "Map a claim"], "Save", Times: 3),
    ];

    /// <summary>Every text field of every page, written down by hand: a field that is in none fails the test.</summary>
    public static IEnumerable<PageForm> All => OfPages.Concat([SetUp, SecondStep, Enrol, PasskeyName, AppCode, Waiver]);

    public static bool Knows(string field) => All.Any(form => form.Fields.Contains(field, StringComparer.Ordinal));
}
