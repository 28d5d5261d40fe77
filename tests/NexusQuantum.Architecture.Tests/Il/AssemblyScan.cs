using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace NexusQuantum.Architecture.Tests.Il;

/// <summary>Reads an assembly beside the test and tells each of its own types with everything it names. Generated types are left out.</summary>
internal sealed class AssemblyScan
{
    private static readonly ConcurrentDictionary<string, AssemblyScan> Known = new(StringComparer.Ordinal);

    private AssemblyScan(string file)
    {
        using var image = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, file)));
        var reader = image.GetMetadataReader();
        References = [.. reader.AssemblyReferences.Select(handle => reader.GetString(reader.GetAssemblyReference(handle).Name))];
        var top = reader.TypeDefinitions.Where(handle => reader.GetTypeDefinition(handle).GetDeclaringType().IsNil);
        Types = [.. top.Where(handle => !IsGenerated(reader, handle)).Select(handle => new TypeReading(image, reader, handle).Facts())];
    }

    public IReadOnlyList<string> References { get; }

    public IReadOnlyList<TypeFacts> Types { get; }

    public static AssemblyScan Web => Of("NexusQuantum.Web.dll");

    public static AssemblyScan Agent => Of("nexus-agent.dll");

    public static AssemblyScan Guest => Of("nexus-guest.dll");

    public static AssemblyScan Domain => Of("NexusQuantum.Domain.dll");

    public static AssemblyScan Of(string file) => Known.GetOrAdd(file, name => new AssemblyScan(name));

    private static bool IsGenerated(MetadataReader reader, TypeDefinitionHandle handle)
    {
        var type = reader.GetTypeDefinition(handle);
        var space = reader.GetString(type.Namespace);
        if (!space.StartsWith("NexusQuantum.", StringComparison.Ordinal) || reader.GetString(type.Name).Contains('<'))
        {
            return true;
        }

        var names = new TypeNames(reader);
        foreach (var attribute in type.GetCustomAttributes())
        {
            var constructor = reader.GetCustomAttribute(attribute).Constructor;
            names.Add(constructor.Kind == HandleKind.MethodDefinition
                ? reader.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()
                : reader.GetMemberReference((MemberReferenceHandle)constructor).Parent);
        }

        return names.Seen.Contains("System.Runtime.CompilerServices.CompilerGeneratedAttribute")
            || (names.Seen.Contains("System.CodeDom.Compiler.GeneratedCodeAttribute")
                && !names.Seen.Contains("System.Text.Json.Serialization.JsonSourceGenerationOptionsAttribute"));
    }

    /// <summary>Walks one type with everything nested in it.</summary>
    private sealed class TypeReading(PEReader image, MetadataReader reader, TypeDefinitionHandle handle)
    {
        private readonly TypeNames _names = new(reader);
        private readonly HashSet<string> _calls = new(StringComparer.Ordinal);
        private bool _native;
        private bool _record;

        public TypeFacts Facts()
        {
            Walk(handle);
            var type = reader.GetTypeDefinition(handle);
            var parent = type.BaseType.IsNil ? "" : new TypeNames(reader).Add(type.BaseType);
            return new TypeFacts
            {
                Namespace = reader.GetString(type.Namespace),
                Name = reader.GetString(type.Name),
                IsPublic = (type.Attributes & TypeAttributes.VisibilityMask) == TypeAttributes.Public,
                IsInterface = type.Attributes.HasFlag(TypeAttributes.Interface),
                IsEnum = parent == "System.Enum",
                IsRecord = _record,
                IsSealed = type.Attributes.HasFlag(TypeAttributes.Sealed),
                IsAbstract = type.Attributes.HasFlag(TypeAttributes.Abstract),
                Base = parent,
                Uses = _names.Seen,
                Calls = _calls,
                HasNativeCalls = _native,
            };
        }

        private void Walk(TypeDefinitionHandle current)
        {
            var type = reader.GetTypeDefinition(current);
            if (!type.BaseType.IsNil)
            {
                _names.Add(type.BaseType);
            }

            Attributes(type.GetCustomAttributes());
            Constraints(type.GetGenericParameters());
            foreach (var face in type.GetInterfaceImplementations())
            {
                _names.Add(reader.GetInterfaceImplementation(face).Interface);
            }

            foreach (var field in type.GetFields().Select(reader.GetFieldDefinition))
            {
                field.DecodeSignature(_names, null);
                Attributes(field.GetCustomAttributes());
            }

            foreach (var property in type.GetProperties().Select(reader.GetPropertyDefinition))
            {
                Attributes(property.GetCustomAttributes());
            }

            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                Method(method, current == handle);
            }

            foreach (var nested in type.GetNestedTypes())
            {
                Walk(nested);
            }
        }

        private void Method(MethodDefinition method, bool own)
        {
            _record |= own && reader.StringComparer.Equals(method.Name, "PrintMembers");
            _native |= method.Attributes.HasFlag(MethodAttributes.PinvokeImpl);
            method.DecodeSignature(_names, null);
            Attributes(method.GetCustomAttributes());
            Constraints(method.GetGenericParameters());
            foreach (var parameter in method.GetParameters())
            {
                Attributes(reader.GetParameter(parameter).GetCustomAttributes());
            }

            if (method.RelativeVirtualAddress == 0)
            {
                return;
            }

            var body = image.GetMethodBody(method.RelativeVirtualAddress);
            if (!body.LocalSignature.IsNil)
            {
                reader.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_names, null);
            }

            foreach (var region in body.ExceptionRegions.Where(region => !region.CatchType.IsNil))
            {
                _names.Add(region.CatchType);
            }

            foreach (var token in IlBody.Tokens(body))
            {
                Token(token);
            }
        }

        private void Token(EntityHandle token)
        {
            switch (token.Kind)
            {
                case HandleKind.MethodSpecification:
                    var generic = reader.GetMethodSpecification((MethodSpecificationHandle)token);
                    generic.DecodeSignature(_names, null);
                    Token(generic.Method);
                    break;
                case HandleKind.MemberReference:
                    var member = reader.GetMemberReference((MemberReferenceHandle)token);
                    _calls.Add(_names.Add(member.Parent) + "::" + reader.GetString(member.Name));
                    if (member.GetKind() == MemberReferenceKind.Method)
                    {
                        member.DecodeMethodSignature(_names, null);
                    }
                    else
                    {
                        member.DecodeFieldSignature(_names, null);
                    }

                    break;
                case HandleKind.MethodDefinition:
                    var method = reader.GetMethodDefinition((MethodDefinitionHandle)token);
                    _calls.Add(_names.Add(method.GetDeclaringType()) + "::" + reader.GetString(method.Name));
                    break;
                case HandleKind.FieldDefinition:
                    _names.Add(reader.GetFieldDefinition((FieldDefinitionHandle)token).GetDeclaringType());
                    break;
                default:
                    _names.Add(token);
                    break;
            }
        }

        private void Constraints(GenericParameterHandleCollection parameters)
        {
            foreach (var constraint in parameters.SelectMany(parameter => reader.GetGenericParameter(parameter).GetConstraints()))
            {
                _names.Add(reader.GetGenericParameterConstraint(constraint).Type);
            }
        }

        private void Attributes(CustomAttributeHandleCollection attributes)
        {
            foreach (var attribute in attributes.Select(reader.GetCustomAttribute))
            {
                Token(attribute.Constructor);
                try
                {
                    attribute.DecodeValue(_names);
                }
                catch (BadImageFormatException)
                {
                    // An argument of an enum that is not an int: its bytes cannot be read without loading the enum.
                }
            }
        }
    }
}
