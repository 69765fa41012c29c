using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.FrontEnd;

/// <summary>Numbers the elements of a declaration while it is read, notes where they stand, and collects what is wrong with them.</summary>
internal sealed class SiteBook
{
    private readonly List<SitePlace> _places = [];
    private readonly List<BlockUse> _uses = [];
    private readonly List<Problem> _problems = [];
    private readonly HashSet<(string, SourcePlace?)> _reported = [];
    private int _next;

    public IReadOnlyList<Problem> Problems => _problems;

    /// <summary>Whether an attribute does not compile as it stands, of which the C# compiler tells.</summary>
    public bool IsIncomplete { get; set; }

    public SiteLocations Locations(SourcePlace declaration) => new(declaration, _places.ToEquatableArray(), _uses.ToEquatableArray());

    /// <summary>The next element.</summary>
    /// <param name="location">Where it stands.</param>
    /// <param name="block">The use of a block that it belongs to, if any.</param>
    public Site Add(Location? location, BlockScope? block)
    {
        Site site = new(_next++);
        AddPlace(site, location);
        if (block is not null)
            _uses.Add(new BlockUse(site.Element, block.Name, block.Use));
        return site;
    }

    public void AddPlace(Site site, Location? location)
    {
        if (location is not null)
            _places.Add(new SitePlace(site, SourcePlace.Of(location)));
    }

    /// <summary>Reports a mistake, a mistake in a block once however often it is used.</summary>
    public void Report(DiagnosticDescriptor descriptor, Site site, params string[] arguments)
    {
        SourcePlace? place = _places.FirstOrDefault(known => known.Site == site)?.Place;
        if (place is null || _reported.Add((descriptor.Id, place)))
            _problems.Add(Problem.Of(descriptor, site, arguments));
    }

    public static Location? LocationOf(SyntaxReference? reference) =>
        reference is null ? null : Location.Create(reference.SyntaxTree, reference.Span);
}
