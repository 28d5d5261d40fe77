#pragma warning disable CA1812, CA1823, CA1852, IDE0051, IDE0052, S1144 // read as IL only
namespace NexusQuantum.Architecture.Tests.Sample.Lower
{
    internal class InBase;

    internal sealed class InField;

    internal sealed class InSignature;

    internal sealed class InBody
    {
        public static int Value => 1;
    }

    internal sealed class InClosure
    {
        public static int Add(int value) => value;
    }

    internal sealed class InGeneric;

    internal sealed class InConstraint;

    [AttributeUsage(AttributeTargets.All)]
    internal sealed class InAttributeAttribute : Attribute;

    internal sealed class InTypeof;

    internal sealed class NotNamed;
}

namespace NexusQuantum.Architecture.Tests.Sample.Upper
{
    using Lower;

    /// <summary>Names a type of the lower room in each way a type can be named.</summary>
    [InAttribute]
    internal sealed class NamesAll : InBase
    {
        private readonly InField? _field = new();

        public static InSignature? Signature(InField? field) => null;

        public static int Body() => InBody.Value;

        public static async Task<int> ClosureAsync(IEnumerable<int> values)
        {
            await Task.Yield();
            return values.Select(value => InClosure.Add(value)).Sum();
        }

        public static object Generic() => new List<InGeneric>();

        public static void Constraint<T>()
            where T : InBase
        {
        }

        [System.ComponentModel.TypeConverter(typeof(InTypeof))]
        public InField? Property => _field;
    }
}
