namespace NexusQuantum.EndToEnd.Tests.Payloads;

/// <summary>Fields of a page that are filled together, and how they are sent.</summary>
/// <param name="Path">The page; a word in braces is the id of a thing of the house.</param>
/// <param name="Fields">As they are called: <c>#id</c>, a label, or a name.</param>
/// <param name="Open">Buttons that have to be pressed first, in their order, by the beginning of what they say or their title.</param>
/// <param name="Send">The button that sends; null where the enter key does.</param>
internal sealed record PageForm(string Path, string[] Fields, string[]? Open = null, string? Send = null)
{
    /// <summary>Every text field of every page, written down by hand: a field that is not here fails the test.</summary>
    public static readonly PageForm[] All =
    [
        new("/sign-in", ["#u", "#p"], Send: "Sign in"),
        new("/join", ["#p", "#a"], Send: "Set password and sign in"),
        new("/", ["Search everything"], ["Search"]),
        new("/machines", ["Filter machines"]),
        new("/machines/create", ["#name", "#tags", "#note"], Send: "Next"),
        new("/machines/create?step=access", ["#user", "#keys", "#password"], Send: "Next"),
        new("/machines/{vm}", ["#edit-name", "#edit-tags", "#edit-note"], ["Edit machine"], "Save changes"),
        new("/machines/{vm}", ["#note"], ["Edit"], "Save note"),
        new("/machines/{vm}", ["#confirm-name"], ["Delete"], "Delete"),
        new("/machines/{vm}/console?line=shell", ["Find in the scrollback", "terminal"]),
        new("/images", ["#upload-name", "#upload-note"], ["Upload image"], "Upload image"),
        new("/hosts/{host}", ["#host-name", "#host-address"], ["Edit"], "Save changes"),
        new("/hosts/{host}/machines", ["#adopt-name"], ["Adopt"], "Adopt machine"),
        new("/audit", ["Search", "Who", "Action begins with"]),
        new("/account", ["#display-name"], Send: "Save profile"),
        new("/account", ["#old-password", "#new-password"], Send: "Change password"),
        new("/account", ["#passkey-name"], Send: "Add a passkey"),
        new("/account", ["#proof-password"], ["Set up an app"], "Go on"),
        new("/access", ["#token-name", "#token-projects"], Send: "Create token"),
        new("/access/people", ["#invite-name"], Send: "Invite"),
        new("/access/projects", ["#project-name"], Send: "Create project"),
        new("/access/projects/{project}", ["#p-name", "#p-note"], Send: "Save"),
        new("/access/projects/{project}", ["#member-name"], Send: "Add member"),
        new("/access/roles", ["#role-name", "#role-text"], ["New role"], "Save role"),
        new("/access/services", ["#service-name"], Send: "Create service account"),
        new("/access/providers", ["#provider-name", "#provider-slug", "#provider-authority", "#provider-client", "#provider-secret", "#provider-scopes", "Claim", "Value"], ["Add a provider", "Map a claim"], "Save"),
    ];

    /// <summary>Fields that stand on pages which a test of their own has to reach first, with where they are tried.</summary>
    public static readonly (string Field, string Where)[] Elsewhere =
    [
        ("Posted.Code", "/setup"),
    ];
}
