using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using NexusQuantum.Domain.Errors;
using NexusQuantum.Domain.Identifiers;

namespace NexusQuantum.Web.Http;

/// <summary>What /openapi/v1.json says beyond the routes themselves: the bearer scheme, problems, and our text types.</summary>
internal static class OpenApi
{
    public static IServiceCollection AddPortalOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("v1/", StringComparison.Ordinal) == true;
        options.AddSchemaTransformer(TypeTextsAsync);
        options.AddOperationTransformer(TypeParametersAsync);
        options.AddOperationTransformer(AddProblemAsync);
        options.AddDocumentTransformer(DescribeAsync);
    });

    private static Task TypeTextsAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var faces = type.GetInterfaces().Where(face => face.IsGenericType && face.GenericTypeArguments[0] == type).Select(face => face.GetGenericTypeDefinition()).ToList();
        if (type.IsValueType && !type.IsPrimitive && type.Assembly == typeof(IdText).Assembly && faces.Contains(typeof(ISpanParsable<>)))
        {
            schema.Type = type == context.JsonTypeInfo.Type ? JsonSchemaType.String : JsonSchemaType.String | JsonSchemaType.Null;
            schema.Format = faces.Contains(typeof(IId<>)) ? "uuid" : schema.Format;
            schema.Pattern = null;
        }

        if (type == typeof(Problem) && schema.Properties?["type"] is OpenApiSchema word)
        {
            word.Extensions = new Dictionary<string, IOpenApiExtension>(StringComparer.Ordinal)
            {
                ["x-extensible-enum"] = new JsonNodeExtension(new JsonArray([.. ProblemTypes.All.Select(known => (JsonNode)known)])),
            };
        }

        return Task.CompletedTask;
    }

    /// <summary>The framework takes every parsed type in an address for plain text.</summary>
    private static Task TypeParametersAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var parameter in context.Description.ParameterDescriptions)
        {
            if (parameter.ParameterDescriptor?.ParameterType is { } type && operation.Parameters?.FirstOrDefault(found => found.Name == parameter.Name)?.Schema is OpenApiSchema schema)
            {
                type = Nullable.GetUnderlyingType(type) ?? type;
                if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IId<>)))
                {
                    (schema.Type, schema.Format) = (JsonSchemaType.String, "uuid");
                }
                else if (type.IsEnum)
                {
                    schema.Type = JsonSchemaType.String;
                    schema.Enum = [.. Enum.GetNames(type).Select(name => (JsonNode)System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(name))];
                }
            }
        }

        return Task.CompletedTask;
    }

    private static async Task AddProblemAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var schema = await context.GetOrCreateSchemaAsync(typeof(Problem), cancellationToken: cancellationToken);
        operation.Responses ??= [];
        operation.Responses.TryAdd("default", new OpenApiResponse
        {
            Description = "What went wrong: a stable type, a title, and a fix where there is one.",
            Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { ["application/problem+json"] = new() { Schema = schema } },
        });
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<Microsoft.AspNetCore.Authorization.IAllowAnonymous>().Any())
        {
            operation.Security = [];
        }
        else if (!HttpMethods.IsGet(context.Description.HttpMethod ?? "GET") && !context.Description.ActionDescriptor.EndpointMetadata.OfType<NoIdempotencyMetadata>().Any())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(new OpenApiParameter
            {
                Name = "Idempotency-Key",
                In = ParameterLocation.Header,
                Description = "The same key with the same request is done once; with another request it is refused (422).",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = Idempotency.LongestKey },
            });
        }
    }

    private static Task DescribeAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Nexus Quantum",
            Version = "v1",
            Description = "Lists answer {items, next}; long work answers 202 with Location /v1/operations/{id}; errors are application/problem+json.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token from POST /v1/login or POST /v1/tokens." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] }];
        return Task.CompletedTask;
    }
}
