using System.Globalization;
using NexusQuantum.Domain.Access;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Vms;

namespace NexusQuantum.Web.Features.Access.Roles;

/// <summary>Checks what people say of a role; tells every mistake at once.</summary>
internal static class RoleInput
{
    public static Error? Check(RoleRequest request)
    {
        var fields = new Dictionary<string, string[]>(StringComparer.Ordinal);
        if (!VmName.TryParse(request.Name, CultureInfo.InvariantCulture, out _) || request.Name.Length > RoleRow.LongestName)
        {
            fields["name"] = [$"A role's name has 1 to {RoleRow.LongestName} characters: a-z, 0-9 and hyphens, starting and ending with a letter or digit."];
        }

        if (request.Text is { } text && (text.Length > RoleRow.LongestText || text.Any(char.IsControl)))
        {
            fields["text"] = [$"The sentence has at most {RoleRow.LongestText} characters and no control characters."];
        }

        var unknown = request.Permissions.Count(name => !Permissions.TryParse(name, out _));
        if (unknown > 0 || request.Permissions.Count == 0)
        {
            fields["permissions"] = [unknown > 0 ? $"{unknown} of them are no permissions; GET /v1/permissions lists all." : "A role allows at least one thing."];
        }

        return fields.Count > 0 ? RoleErrors.Invalid(fields) : null;
    }

    /// <summary>Why the caller may not have such a role: nobody makes one that allows more than they may themselves.</summary>
    public static Error? WhyNot(Caller caller, string name, PermissionSet permissions)
        => permissions.Cast<Permission?>().FirstOrDefault(permission => !caller.Rights.May(permission!.Value)) is { } beyond // of a set, so never null
            ? GrantErrors.MoreThanYours(name, beyond)
            : null;

    public static void Apply(RoleRequest request, RoleRow row)
    {
        row.Name = request.Name;
        row.Text = request.Text?.Trim() ?? "";
        row.Allows = [.. PermissionSet.Parse(request.Permissions).Select(permission => permission.Name())];
    }

    /// <summary>For the audit.</summary>
    public static Dictionary<string, string?> Facts(RoleRow row) => new(StringComparer.Ordinal) { ["name"] = row.Name, ["text"] = row.Text, ["permissions"] = row.Permissions.ToString() };
}
