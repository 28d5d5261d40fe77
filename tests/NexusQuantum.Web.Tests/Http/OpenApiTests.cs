using System.Net.Http.Json;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NexusQuantum.Web.Http;
using NexusQuantum.Web.Tests.Running;

namespace NexusQuantum.Web.Tests.Http;

/// <summary>Walks the running portal's routes against the description it gives of itself: what is not described cannot be followed.</summary>
public sealed class OpenApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_describes_every_route_of_the_api_and_no_other()
    {
        var (document, routes) = await ReadAsync();
        var described = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject().Where(member => IsMethod(member.Name)).Select(member => $"{member.Name.ToUpperInvariant()} {path.Name}"));
        Assert.Equal(routes.Select(route => $"{route.Method} {route.Path}").Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Every_parameter_of_a_route_is_described_where_it_stands()
    {
        var (document, routes) = await ReadAsync();
        foreach (var route in routes)
        {
            var described = Parameters(Operation(document, route)).Where(parameter => parameter.In != "header").Order().ToArray();
            var taken = route.Endpoint.RoutePattern.Parameters.Select(parameter => (In: "path", parameter.Name))
                .Concat(QueryOf(route.Endpoint).Select(name => (In: "query", Name: name))).Order().ToArray();
            Assert.True(taken.SequenceEqual(described), $"{route.Method} {route.Path} takes {string.Join(' ', taken)} and describes {string.Join(' ', described)}.");
        }
    }

    [Fact]
    public async Task Ids_are_described_as_uuids()
    {
        var (document, routes) = await ReadAsync();
        foreach (var route in routes.Where(route => route.Path.Contains("{id}", StringComparison.Ordinal)))
        {
            foreach (var parameter in Operation(document, route).GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "path" && parameter.GetProperty("name").GetString() != "checkId"))
            {
                // A check's id is a word of the product's own.
                var schema = parameter.GetProperty("schema");
                schema = schema.TryGetProperty("$ref", out var named) ? document.GetProperty("components").GetProperty("schemas").GetProperty(named.GetString()!.Split('/')[^1]) : schema;
                Assert.True(schema.TryGetProperty("format", out var format) && format.GetString() == "uuid", $"{route.Path}: {schema}");
            }
        }
    }

    [Fact]
    public async Task Every_body_is_described()
    {
        var (document, routes) = await ReadAsync();
        foreach (var route in routes)
        {
            var takes = route.Path == "/v1/images" && route.Method == "POST" || Arguments(route.Endpoint).Any(IsBody);
            var operation = Operation(document, route);
            Assert.True(takes == operation.TryGetProperty("requestBody", out var body), $"{route.Method} {route.Path} takes a body: {takes}.");
            if (takes)
            {
                Assert.All(body.GetProperty("content").EnumerateObject(), content => Assert.True(content.Value.GetProperty("schema").EnumerateObject().Any(), $"{route.Method} {route.Path}"));
            }
        }
    }

    [Fact]
    public async Task Every_answer_is_described_good_and_bad()
    {
        var (document, routes) = await ReadAsync();
        foreach (var route in routes)
        {
            var what = $"{route.Method} {route.Path}";
            var responses = Operation(document, route).GetProperty("responses");
            var good = responses.EnumerateObject().Where(response => response.Name.StartsWith('2')).ToArray();
            Assert.True(good.Length == 1, what);
            Assert.True(good[0].Name == "204" || good[0].Value.GetProperty("content").EnumerateObject().All(content => content.Value.GetProperty("schema").EnumerateObject().Any()), what);
            Assert.True(responses.GetProperty("default").GetProperty("content").TryGetProperty("application/problem+json", out _), what);
        }
    }

    [Fact]
    public async Task Only_public_doors_are_described_as_open()
    {
        var (document, routes) = await ReadAsync();
        Assert.True(document.GetProperty("security").GetArrayLength() > 0);
        Assert.All(routes, route => Assert.Equal(
            route.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null,
            Operation(document, route).TryGetProperty("security", out var security) && security.GetArrayLength() == 0));
    }

    [Fact]
    public async Task A_key_against_doing_it_twice_is_described_where_it_counts()
    {
        var (document, routes) = await ReadAsync();
        Assert.All(routes, route => Assert.Equal(
            route.Method != "GET" && route.Endpoint.Metadata.GetMetadata<IAllowAnonymous>() is null && route.Endpoint.Metadata.GetMetadata<NoIdempotencyMetadata>() is null,
            Parameters(Operation(document, route)).Contains(("header", "Idempotency-Key"))));
    }

    [Fact]
    public async Task Names_of_operations_and_types_of_problems_are_told()
    {
        var (document, routes) = await ReadAsync();
        Assert.Distinct(routes.Select(route => Operation(document, route).GetProperty("operationId").GetString()));
        var told = document.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").GetProperty("type").GetProperty("x-extensible-enum");
        Assert.Contains("vm-name-taken", told.EnumerateArray().Select(type => type.GetString()));
    }

    private static async Task<(JsonElement Document, IReadOnlyList<Route> Routes)> ReadAsync()
    {
        var portal = await PortalFixture.GetAsync(Token);
        using var client = await portal.SignedInAsync(Token);
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json", Token);
        var routes = portal.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText?.TrimStart('/').StartsWith("v1/", StringComparison.Ordinal) == true)
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(method => new Route(method, Described(endpoint), endpoint))).ToList();
        Assert.True(routes.Count > 30, "The walk found too few routes to be one.");
        return (document, routes);
    }

    /// <summary>"/v1/tokens/{id:guid}" is described without its constraint.</summary>
    private static string Described(RouteEndpoint endpoint)
        => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart parameter ? $"{{{parameter.Name}}}" : ((Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart)part).Content))));

    private static JsonElement Operation(JsonElement document, Route route)
        => document.GetProperty("paths").GetProperty(route.Path).GetProperty(route.Method.ToLowerInvariant());

    private static IEnumerable<(string In, string Name)> Parameters(JsonElement operation)
        => operation.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().Select(parameter => (parameter.GetProperty("in").GetString()!, parameter.GetProperty("name").GetString()!)) : [];

    private static ParameterInfo[] Arguments(RouteEndpoint endpoint) => endpoint.Metadata.GetMetadata<MethodInfo>()?.GetParameters() ?? [];

    private static IEnumerable<string> QueryOf(RouteEndpoint endpoint)
        => Arguments(endpoint).Where(argument => IsText(argument.ParameterType) && argument.GetCustomAttribute<Microsoft.AspNetCore.Mvc.FromHeaderAttribute>() is null && endpoint.RoutePattern.GetParameter(argument.Name!) is null).Select(argument => argument.Name!);

    private static bool IsText(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var plain && (plain == typeof(string) || plain == typeof(Guid) || plain.IsPrimitive || plain.IsEnum
        || (plain.IsValueType && plain != typeof(CancellationToken)));

    private static bool IsBody(ParameterInfo argument) => argument.ParameterType.IsClass && argument.ParameterType.Name.EndsWith("Request", StringComparison.Ordinal) && argument.ParameterType.Assembly != typeof(HttpRequest).Assembly;

    private static bool IsMethod(string member) => member is "get" or "post" or "put" or "patch" or "delete";

    private sealed record Route(string Method, string Path, RouteEndpoint Endpoint);
}
