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
internal sealed record SiteLocations(SourcePlace Class, EquatableArray<SitePlace> Sites)
{
    /// <summary>The place of a site, or of the smallest known one around it.</summary>
    public SourcePlace Find(Site site)
    {
        foreach (Site candidate in new[] { site, site with { Argument = "" }, new Site(site.Stage, -1, ""), Site.Class })
        {
            if (Sites.FirstOrDefault(place => place.Site == candidate) is { } found)
                return found.Place;
        }

        return Class;
    }
}

internal sealed record SitePlace(Site Site, SourcePlace Place);
