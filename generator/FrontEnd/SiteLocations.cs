using System.Collections.Generic;
using System.Linq;
using CnnGen.Generator.Diagnostics;
using CnnGen.Generator.Helpers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace CnnGen.Generator.FrontEnd;

/// <summary>A place in source, as plain data.</summary>
internal sealed record SourcePlace(string Path, TextSpan Span, LinePositionSpan Lines)
{
    public static SourcePlace Of(Location location) => new(location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);

    public Location ToLocation() => Location.Create(Path, Span, Lines);
}

/// <summary>Where each part of a declaration stands; travels apart from the <see cref="ModelSpec"/>, so that moving code compiles nothing again.</summary>
/// <param name="Class">The class's name.</param>
/// <param name="Sites">Elements and their arguments.</param>
/// <param name="Uses">For each element inside a block, the use that it belongs to.</param>
internal sealed record SiteLocations(SourcePlace Class, EquatableArray<SitePlace> Sites, EquatableArray<BlockUse> Uses)
{
    /// <summary>The place of a site, or of the smallest known one around it.</summary>
    public SourcePlace Find(Site site)
    {
        foreach (Site candidate in new[] { site, site with { Argument = "" } })
        {
            if (Sites.FirstOrDefault(place => place.Site == candidate) is { } found)
                return found.Place;
        }

        return Class;
    }

    /// <summary>The uses of blocks around a site, innermost first.</summary>
    public IEnumerable<BlockUse> UsesAround(Site site)
    {
        for (BlockUse? use = UseOf(site.Element); use is not null; use = UseOf(use.Use.Element))
            yield return use;
    }

    private BlockUse? UseOf(int element) => Uses.FirstOrDefault(use => use.Element == element);
}

internal sealed record SitePlace(Site Site, SourcePlace Place);

/// <summary>An element stands in a block, used at another element.</summary>
internal sealed record BlockUse(int Element, string Block, Site Use);
