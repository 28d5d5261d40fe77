using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using NexusQuantum.Domain.Hosts;

namespace NexusQuantum.Domain.AgentApi;

/// <summary>
/// Who a certificate of the portal's authority names: one URI in its subject alternative names. Addresses and subjects mean nothing.
/// </summary>
public static class CertificateNames
{
    /// <summary>The portal; the only peer an agent serves.</summary>
    public const string Portal = "nexus:portal";

    private const string HostPrefix = "nexus:host:";

    /// <summary>A host's agent.</summary>
    public static string Host(HostId id) => HostPrefix + id;

    /// <summary>
    /// The one URI name of a certificate; null when it has none, more than one, or cannot be read. Check the chain beside it: this
    /// says who the certificate names, not whether that is true.
    /// </summary>
    public static string? Read(X509Certificate2 certificate)
    {
        // RFC 5280, 4.2.1.6: GeneralNames ::= SEQUENCE OF GeneralName; uniformResourceIdentifier is [6] IA5String.
        var uriTag = new Asn1Tag(TagClass.ContextSpecific, 6);
        try
        {
            string? found = null;
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value is not "2.5.29.17")
                {
                    continue;
                }

                var names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
                while (names.HasData)
                {
                    if (names.PeekTag() != uriTag)
                    {
                        names.ReadEncodedValue();
                        continue;
                    }

                    if (found is not null)
                    {
                        return null;
                    }

                    found = names.ReadCharacterString(UniversalTagNumber.IA5String, uriTag);
                }
            }

            return found;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }
}
