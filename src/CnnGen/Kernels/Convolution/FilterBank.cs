namespace CnnGen.Kernels;

/// <summary>
/// The filters of a convolution or linear layer and how they lie in memory: rows of <see cref="Lanes"/> outputs, one row for each tap and
/// input channel. PyTorch's OIHW order is a strided view of it.
/// </summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="Taps">Positions that a filter covers: kernel * kernel, or the pixels of the map that a linear layer flattens.</param>
/// <param name="Groups">Groups that inputs and outputs are divided into; an output sees its own group's inputs only.</param>
/// <param name="Stride">Pixels from one window to the next, along each side.</param>
/// <param name="ChannelMajor">Whether rows run channel by channel (a flattened NCHW map), not tap by tap.</param>
public readonly record struct FilterBank(int Inputs, int Outputs, int Taps, int Groups = 1, int Stride = 1, bool ChannelMajor = false)
{
    /// <summary>
    /// Filters beyond this size are kept in the cache while rows pass by, a panel at a time, not the other way round: so many come from further away than the
    /// second-level cache, which other layers have filled.
    /// </summary>
    internal const int FloatsInCache = 52 * 1024;

    /// <summary>The room that filters of two columns take at the most, in those of one: twice the taps of twice the lanes.</summary>
    private const int PairGrowth = 4;

    /// <summary>Lanes of a panel of large filters: as many as the widest tiles of several rows take.</summary>
    internal const int NarrowLanes = 2 * Map.Vector;

    /// <summary>Outputs rounded up to a whole vector: the floats of a row.</summary>
    public int Lanes => Map.LanesOf(Outputs);

    /// <summary>Inputs that one output sees.</summary>
    public int InputsPerGroup => Inputs / Groups;

    /// <summary>Rows of the parameter.</summary>
    public int Rows => Taps * InputsPerGroup;

    /// <summary>
    /// Panels of the copy that the forward kernel reads, tap by tap within each: filters too large for a core's cache lie as one pass of tiles takes
    /// them, since rows that are far apart share few of the cache's places, and a page each.
    /// </summary>
    public FilterPanel[] ForwardPanels => Panels(Inputs, Outputs, narrow: true);

    /// <summary>Panels of the turned copy that the input's gradient is computed with: inputs and outputs change places.</summary>
    public FilterPanel[] TurnedPanels => Panels(Outputs, Inputs, narrow: true);

    /// <summary>Panels of the gradient: the parameter itself unless <see cref="GathersGroups"/>, or two columns are summed at a time.</summary>
    public FilterPanel[] GradientPanels => Panels(Inputs, Outputs, narrow: false);

    /// <summary>
    /// Whether groups have 1, 2, 4 or 8 channels, as many out as in: outputs and inputs of whole groups take the same lanes of a vector, a row of
    /// weights is one input of every group, and the parameter is read and written as it lies. Groups of one channel are depthwise.
    /// </summary>
    public bool HasNarrowGroups => Groups > 1 && Inputs == Outputs && Map.HalfVector % InputsPerGroup == 0;

    /// <summary>The groups whose inputs are expanded for the outputs and for the gradient of the filters.</summary>
    public ExpandedGroups ExpandedGroups => Expanded(Inputs, Outputs);

    /// <summary>The groups turned round whose inputs, the convolution's outputs, are expanded.</summary>
    public ExpandedGroups TurnedExpandedGroups => Expanded(Outputs, Inputs);

    /// <summary>Whether filters of groups are gathered into panels, and their gradient is.</summary>
    public bool GathersGroups => Groups > 1 && !HasNarrowGroups && !ExpandedGroups.Exist;

    /// <summary>Floats of the parameter.</summary>
    public int Size => Rows * Lanes;

    /// <summary>Floats from a tap's rows to the next tap's.</summary>
    public int TapStride => ChannelMajor ? Lanes : InputsPerGroup * Lanes;

    /// <summary>Floats from one input channel's row to the next one's.</summary>
    public int ChannelStride => ChannelMajor ? Taps * Lanes : Lanes;

    /// <summary>Whether the forward kernel reads a rearranged copy, not the parameter itself.</summary>
    public bool NeedsPacking => GathersGroups || (ChannelMajor && Taps > 1) || ForwardPanels.Length > 1 || MayPair(ForwardPanels);

    /// <summary>Weights that an output pixel takes, those of groups that it does not see included.</summary>
    public int ForwardWeights => PackedSize(ForwardPanels);

    /// <summary>Weights that an input pixel takes of the turned copy.</summary>
    public int TurnedWeights => PackedSize(TurnedPanels);

    /// <summary>Room for the copy that the forward kernel reads.</summary>
    public int ForwardSize => ForwardWeights * (MayPair(ForwardPanels) ? PairGrowth : 1);

    /// <summary>Room for the turned copy.</summary>
    public int BackwardSize => TurnedWeights * (MayPair(TurnedPanels) ? PairGrowth : 1);

    /// <summary>Whether the gradient may be summed in another order than the parameter's, in memory of its own.</summary>
    public bool GathersGradient => GathersGroups || MayPair(GradientPanels);

    /// <summary>Sums of the gradient.</summary>
    public int GradientWeights => PackedSize(GradientPanels);

    /// <summary>Room for them where they are gathered.</summary>
    public int GradientSize => GradientWeights * (MayPair(GradientPanels) ? PairGrowth : 1);

    /// <summary>Whether the kernel that reads these panels may compute two columns at a time.</summary>
    private bool MayPair(FilterPanel[] panels) => Taps > 1 && !ChannelMajor && panels is [{ Lanes: Map.HalfVector, OfGroups: false }];

    private FilterPanel[] Panels(int inputs, int outputs, bool narrow)
    {
        if (HasNarrowGroups || Expanded(inputs, outputs).Exist)
            return [new FilterPanel(0, Map.LanesOf(outputs), 0, inputs / Groups, OfGroups: true, Expanded(inputs, outputs))];
        return narrow ? Narrow(GroupPanels(inputs, outputs)) : GroupPanels(inputs, outputs);
    }

    /// <summary>
    /// The groups, where their expansion and the multiply-adds that it leaves take less time than those of panels that are mostly zeros. A stride leaves fewer
    /// outputs for each input, and fewer taps for each phase of the convolution turned round, which expands for itself.
    /// </summary>
    private ExpandedGroups Expanded(int inputs, int outputs)
    {
        if (Groups == 1 || HasNarrowGroups)
            return default;
        ExpandedGroups groups = new(Groups, inputs / Groups, outputs / Groups);
        return (Taps + ((long)ExpandedGroups.Cost * Stride * Stride)) * groups.Inputs * Map.LanesOf(outputs) < PackedSize(GroupPanels(inputs, outputs)) ? groups : default;
    }

    /// <summary>
    /// Divides the outputs into panels that see one contiguous range of inputs: the whole bank when there is one group, a group each
    /// when groups fill vectors, else a vector each, over the inputs of all groups it touches.
    /// </summary>
    private FilterPanel[] GroupPanels(int inputs, int outputs)
    {
        if (Groups == 1)
            return [new FilterPanel(0, Map.LanesOf(outputs), 0, inputs)];
        int inputsPerGroup = inputs / Groups, outputsPerGroup = outputs / Groups;
        int lanes = outputsPerGroup % Map.Vector == 0 ? outputsPerGroup : Math.Min(Map.Vector, Map.LanesOf(outputs));
        var panels = new FilterPanel[(outputs + lanes - 1) / lanes];
        for (int i = 0; i < panels.Length; i++)
        {
            int firstGroup = i * lanes / outputsPerGroup;
            int lastGroup = (Math.Min((i + 1) * lanes, outputs) - 1) / outputsPerGroup;
            panels[i] = new FilterPanel(i * lanes, lanes, firstGroup * inputsPerGroup, (lastGroup - firstGroup + 1) * inputsPerGroup);
        }

        return panels;
    }

    /// <summary>Divides panels that would not stay in the cache together.</summary>
    private FilterPanel[] Narrow(FilterPanel[] panels)
    {
        if (PackedSize(panels) <= FloatsInCache)
            return panels;
        List<FilterPanel> narrow = [];
        foreach (FilterPanel panel in panels)
        {
            for (int lane = 0; lane < panel.Lanes; lane += NarrowLanes)
                narrow.Add(panel with { FirstLane = panel.FirstLane + lane, Lanes = Math.Min(NarrowLanes, panel.Lanes - lane) });
        }

        return [.. narrow];
    }

    private int PackedSize(FilterPanel[] panels)
    {
        int size = 0;
        foreach (FilterPanel panel in panels)
            size += Taps * panel.Inputs * panel.Lanes;
        return size;
    }
}

/// <summary>Neighbouring output lanes and the range of input channels that they see.</summary>
/// <param name="FirstLane">First output channel.</param>
/// <param name="Lanes">Outputs, half a vector or whole ones.</param>
/// <param name="FirstInput">First input channel.</param>
/// <param name="Inputs">Input channels that a lane sees.</param>
/// <param name="OfGroups">Whether each lane sees the inputs of its own group alone, counted from the group's first lane.</param>
/// <param name="Expanded">The groups, if their inputs are expanded.</param>
public readonly record struct FilterPanel(int FirstLane, int Lanes, int FirstInput, int Inputs, bool OfGroups = false, ExpandedGroups Expanded = default);
