namespace NexusQuantum.Domain.Preflight;

/// <summary>What a check is, before it ran.</summary>
/// <param name="Id">Stable kebab-case word, never renamed: <c>cpu-virtualization</c>.</param>
/// <param name="Section">The <see cref="CheckSection.Id"/> it belongs to.</param>
/// <param name="Level">How much it weighs.</param>
/// <param name="Title">A few words: "Hardware virtualization".</param>
/// <param name="Needed">What is needed, with unit: "4 cores", "VT-x (vmx) or AMD-V (svm)".</param>
public sealed record CheckInfo(string Id, string Section, CheckLevel Level, string Title, string Needed);
