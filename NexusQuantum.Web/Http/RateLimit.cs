namespace NexusQuantum.Web.Http;

/// <summary>How often one caller may do something: <paramref name="Burst"/> times at once, and <paramref name="PerMinute"/> going on.</summary>
/// <param name="What">In the plural, as a sentence ends with it: "machines to create".</param>
/// <param name="Burst">The most at once.</param>
/// <param name="PerMinute">How many come back each minute.</param>
internal sealed record RateLimit(string What, int Burst, int PerMinute);
