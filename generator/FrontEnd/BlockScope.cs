using System.Collections.Generic;
using CnnGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;

namespace CnnGen.Generator.FrontEnd;

/// <summary>One use of a block while its layers are read: what its parameters stand for.</summary>
/// <param name="Type">The interface.</param>
/// <param name="Use">The attribute that uses it.</param>
/// <param name="Values">Values of its parameters: whole numbers as <c>long</c>, others as <c>double</c>, truth values as <c>bool</c>.</param>
/// <param name="Outer">The use around it, if any.</param>
internal sealed record BlockScope(INamedTypeSymbol Type, Site Use, IReadOnlyDictionary<ISymbol, object> Values, BlockScope? Outer)
{
    public string Name => Type.Name;

    /// <summary>Whether a block is being read already, so that using it again would never end.</summary>
    public bool Contains(ISymbol type) => SymbolEqualityComparer.Default.Equals(Type, type) || Outer?.Contains(type) == true;
}
