using System.Collections;

namespace CnnGen.Parity;

/// <summary>Rules that give CnnGen's name for a module's: the longest of their prefixes that ends where a part of the name does is replaced.</summary>
/// <remarks>A name that no rule fits stays as it is, so that loading reports it.</remarks>
internal sealed class NameMap : IEnumerable<KeyValuePair<string, string>>
{
    private readonly Dictionary<string, string> _prefixes = [];

    /// <summary>Parts of a model have different names on both sides: a prefix that two rules claim is a mistake.</summary>
    public void Add(string theirs, string ours) => _prefixes.Add(theirs, ours);

    public string Rename(string name)
    {
        for (int end = name.Length; end > 0; end = name.LastIndexOf('.', end - 1))
        {
            if (_prefixes.TryGetValue(name[..end], out string? ours))
                return ours + name[end..];
        }

        return name;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _prefixes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
