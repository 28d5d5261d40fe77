using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace NexusQuantum.Web.Data;

/// <summary>The data-protection ring in PostgreSQL, so that a cookie of one replica is good at all of them.</summary>
internal sealed class KeyRing(IDbContextFactory<NexusDb> databases) : IXmlRepository
{
    // The interface is synchronous; it is asked once at start and once a day.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = databases.CreateDbContext();
        return [.. db.Set<DataProtectionKey>().AsNoTracking().OrderBy(key => key.Id).Select(key => key.Xml).ToList().Select(xml => XElement.Parse(xml))];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = databases.CreateDbContext();
        db.Add(new DataProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        db.SaveChanges();
    }

    /// <summary>Points ASP.NET Core to the ring.</summary>
    internal sealed class Setup(KeyRing ring, Seal seal) : IConfigureOptions<KeyManagementOptions>
    {
        public void Configure(KeyManagementOptions options)
        {
            options.XmlRepository = ring;
            options.XmlEncryptor = new SealEncryptor(seal);
        }
    }
}

/// <summary>Seals a key before it is stored.</summary>
internal sealed class SealEncryptor(Seal seal) : IXmlEncryptor
{
    public const string Purpose = "data-protection";

    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
        => new(
            new XElement("sealed", Convert.ToBase64String(seal.Protect(Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting)), Purpose))),
            typeof(SealDecryptor));
}

/// <summary>Opens a key; made by name, hence the provider.</summary>
internal sealed class SealDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
        => XElement.Parse(Encoding.UTF8.GetString(services.GetRequiredService<Seal>().Unprotect(Convert.FromBase64String(encryptedElement.Value), SealEncryptor.Purpose)));
}
