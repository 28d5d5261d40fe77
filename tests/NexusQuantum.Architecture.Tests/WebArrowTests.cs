using NexusQuantum.Architecture.Tests.Il;

namespace NexusQuantum.Architecture.Tests;

/// <summary>Features/* → {Data, Agents, Operations, Live, Http, Ui, Preflight} → Domain; feature X reaches feature Y only through Y's public face.</summary>
public sealed class WebArrowTests
{
    private const string Root = "NexusQuantum.Web";

    private static readonly string[] Platform = ["Data", "Agents", "Operations", "Live", "Http", "Ui", "Preflight"];

    private static readonly Lazy<List<Arrow>> All = new(() => [.. Rooms.Arrows(AssemblyScan.Web, Root)]);

    [Fact]
    public void Every_room_is_a_feature_or_of_the_platform()
        => Rule.Holds(AssemblyScan.Web.Types.Select(type => Rooms.Of(type.FullName, Root))
            .Where(room => room.Length > 0 && room != "Features" && !IsFeature(room) && !Platform.Contains(room, StringComparer.Ordinal)).Distinct());

    [Fact]
    public void The_platform_never_names_a_feature()
        => Rule.Holds(All.Value.Where(arrow => Platform.Contains(arrow.From, StringComparer.Ordinal) && IsFeature(arrow.To)));

    [Fact]
    public void A_feature_reaches_another_only_through_its_public_face()
        => Rule.Holds(All.Value.Where(arrow => IsFeature(arrow.From) && IsFeature(arrow.To) && !IsFace(arrow.Target)));

    [Fact]
    public void A_feature_shows_at_most_one_api()
        => Rule.Holds(AssemblyScan.Web.Types
            .Where(type => type is { IsPublic: true, IsInterface: true } && IsFeature(Rooms.Of(type.FullName, Root)) && type.Name.EndsWith("Api", StringComparison.Ordinal))
            .GroupBy(type => Rooms.Of(type.FullName, Root), StringComparer.Ordinal).Where(faces => faces.Count() > 1).Select(faces => faces.Key));

    [Fact]
    public void No_room_names_the_host()
        => Rule.Holds(All.Value.Where(arrow => arrow.To.Length == 0 && !(arrow.Target.IsRecord || arrow.Target.IsEnum || arrow.Target.IsInterface)
            && arrow.Target.Name != "_Imports"));

    [Fact]
    public void Only_the_private_cluster_starts_processes()
        => Rule.Holds(AssemblyScan.Web.Types.Where(type => Rooms.Of(type.FullName, Root) != "Data" && ProcessRule.Starts(type)).Select(type => type.FullName));

    [Fact]
    public void Nothing_outside_Data_calls_the_kernel()
        => Rule.Holds(AssemblyScan.Web.Types.Where(type => type.HasNativeCalls && Rooms.Of(type.FullName, Root) != "Data").Select(type => type.FullName));

    private static bool IsFeature(string room) => room.StartsWith("Features.", StringComparison.Ordinal);

    /// <summary>
    /// The one interface, and what can be read from its views: records, enums and static functions in the feature's own namespace.
    /// Handlers, services, pages, parts, tables and whatever touches the database are no face.
    /// </summary>
    private static bool IsFace(TypeFacts type)
        => (type is { IsPublic: true, IsInterface: true } && type.Name.EndsWith("Api", StringComparison.Ordinal))
            || ((type.IsRecord || type.IsEnum || type is { IsAbstract: true, IsSealed: true })
                && type.Namespace == Root + "." + Rooms.Of(type.FullName, Root)
                && !type.Uses.Any(name => name.StartsWith("Microsoft.EntityFrameworkCore.", StringComparison.Ordinal) || name == Root + ".Data.NexusDb"));
}
