using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;

namespace NexusQuantum.Architecture.Tests.Il;

/// <summary>Reads the metadata tokens out of a method body (ECMA-335, partition III).</summary>
internal static class IlBody
{
    private static readonly Dictionary<int, OpCode> Codes = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!) // every public field of OpCodes is an OpCode
        .ToDictionary(code => code.Value & 0xFFFF);

    public static IEnumerable<EntityHandle> Tokens(MethodBodyBlock body)
    {
        var il = body.GetILContent();
        var at = 0;
        while (at < il.Length)
        {
            int value = il[at++];
            if (value == 0xFE)
            {
                value = (value << 8) | il[at++];
            }

            var operand = Codes[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                yield return MetadataTokens.EntityHandle(ReadInt(at));
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * ReadInt(at)),
                _ => 4,
            };
        }

        int ReadInt(int from) => il[from] | (il[from + 1] << 8) | (il[from + 2] << 16) | (il[from + 3] << 24);
    }
}
