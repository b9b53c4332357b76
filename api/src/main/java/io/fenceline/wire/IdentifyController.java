package io.fenceline.wire;

/** The Identify Controller data structure, CNS 01h (NVM Express Base 2.1, 5.1.13.2.1). */
public final class IdentifyController {
    /** Length in bytes. */
    public static final int BYTES = 4096;
    /** PCI Vendor ID. */
    public static final Field VID = new Field(0, 2);
    /** PCI Subsystem Vendor ID. */
    public static final Field SSVID = new Field(2, 2);
    /** Serial Number. */
    public static final TextField SN = TextField.ascii(4, 20);
    /** Model Number. */
    public static final TextField MN = TextField.ascii(24, 40);
    /** Firmware Revision. */
    public static final TextField FR = TextField.ascii(64, 8);
    /** Recommended Arbitration Burst, a power of two. */
    public static final Field RAB = new Field(72, 1);
    /** IEEE OUI Identifier. */
    public static final Field IEEE = new Field(73, 3);
    /** Controller Multi-Path I/O and Namespace Sharing Capabilities. */
    public static final Field CMIC = new Field(76, 1);
    /** Maximum Data Transfer Size, a power of two of CAP.MPSMIN; 0 is no limit. */
    public static final Field MDTS = new Field(77, 1);
    /** Controller ID. */
    public static final Field CNTLID = new Field(78, 2);
    /** Version, as in {@link Version}. */
    public static final Field VER = new Field(80, 4);
    /** RTD3 Resume Latency, in microseconds. */
    public static final Field RTD3R = new Field(84, 4);
    /** RTD3 Entry Latency, in microseconds. */
    public static final Field RTD3E = new Field(88, 4);
    /** Optional Asynchronous Events Supported, bits as in {@link Aec}. */
    public static final Field OAES = new Field(92, 4);
    /** Controller Attributes, {@link Ctratt}. */
    public static final Field CTRATT = new Field(96, 4);
    /** Read Recovery Levels Supported. */
    public static final Field RRLS = new Field(100, 2);
    /** Boot Partition Capabilities. */
    public static final Field BPCAP = new Field(102, 1);
    /** NVM Subsystem Shutdown Latency, in microseconds. */
    public static final Field NSSL = new Field(104, 4);
    /** Power Loss Signaling Information. */
    public static final Field PLSI = new Field(110, 1);
    /** Controller Type. */
    public static final Field CNTRLTYPE = new Field(111, 1);
    /** FRU Globally Unique Identifier. */
    public static final IdField FGUID = new IdField(112);
    /** Command Retry Delay Time 1, in units of 100 ms. */
    public static final Field CRDT1 = new Field(128, 2);
    /** Command Retry Delay Time 2, in units of 100 ms. */
    public static final Field CRDT2 = new Field(130, 2);
    /** Command Retry Delay Time 3, in units of 100 ms. */
    public static final Field CRDT3 = new Field(132, 2);
    /** Controller Reachability Capabilities. */
    public static final Field CRCAP = new Field(134, 1);
    /** Controller Instance Uniquifier (TP8028): 0 when not supported. */
    public static final Field CIU = new Field(135, 1);
    /** Controller Instance Random Number (TP8028). */
    public static final Field CIRN = new Field(136, 8);
    /** NVM Subsystem Report. */
    public static final Field NVMSR = new Field(253, 1);
    /** VPD Write Cycle Information. */
    public static final Field VWCI = new Field(254, 1);
    /** Management Endpoint Capabilities. */
    public static final Field MEC = new Field(255, 1);
    /** Optional Admin Command Support, {@link Oacs}. */
    public static final Field OACS = new Field(256, 2);
    /** Abort Command Limit, 0's based. */
    public static final Field ACL = new Field(258, 1);
    /** Asynchronous Event Request Limit, 0's based. */
    public static final Field AERL = new Field(259, 1);
    /** Firmware Updates. */
    public static final Field FRMW = new Field(260, 1);
    /** Log Page Attributes, {@link Lpa}. */
    public static final Field LPA = new Field(261, 1);
    /** Error Log Page Entries, 0's based. */
    public static final Field ELPE = new Field(262, 1);
    /** Number of Power States Support, 0's based. */
    public static final Field NPSS = new Field(263, 1);
    /** Admin Vendor Specific Command Configuration. */
    public static final Field AVSCC = new Field(264, 1);
    /** Autonomous Power State Transition Attributes. */
    public static final Field APSTA = new Field(265, 1);
    /** Warning Composite Temperature Threshold, in kelvins. */
    public static final Field WCTEMP = new Field(266, 2);
    /** Critical Composite Temperature Threshold, in kelvins. */
    public static final Field CCTEMP = new Field(268, 2);
    /** Maximum Time for Firmware Activation, in units of 100 ms. */
    public static final Field MTFA = new Field(270, 2);
    /** Host Memory Buffer Preferred Size. */
    public static final Field HMPRE = new Field(272, 4);
    /** Host Memory Buffer Minimum Size. */
    public static final Field HMMIN = new Field(276, 4);
    /** Total NVM Capacity, in bytes. */
    public static final Field128 TNVMCAP = new Field128(280);
    /** Unallocated NVM Capacity, in bytes. */
    public static final Field128 UNVMCAP = new Field128(296);
    /** Replay Protected Memory Block Support. */
    public static final Field RPMBS = new Field(312, 4);
    /** Extended Device Self-test Time, in minutes. */
    public static final Field EDSTT = new Field(316, 2);
    /** Device Self-test Options. */
    public static final Field DSTO = new Field(318, 1);
    /** Firmware Update Granularity. */
    public static final Field FWUG = new Field(319, 1);
    /** Keep Alive Support: granularity of the timer in units of 100 ms; 0 is no support. */
    public static final Field KAS = new Field(320, 2);
    /** Host Controlled Thermal Management Attributes. */
    public static final Field HCTMA = new Field(322, 2);
    /** Minimum Thermal Management Temperature. */
    public static final Field MNTMT = new Field(324, 2);
    /** Maximum Thermal Management Temperature. */
    public static final Field MXTMT = new Field(326, 2);
    /** Sanitize Capabilities. */
    public static final Field SANICAP = new Field(328, 4);
    /** Host Memory Buffer Minimum Descriptor Entry Size. */
    public static final Field HMMINDS = new Field(332, 4);
    /** Host Memory Maximum Descriptors Entries. */
    public static final Field HMMAXD = new Field(336, 2);
    /** NVM Set Identifier Maximum. */
    public static final Field NSETIDMAX = new Field(338, 2);
    /** Endurance Group Identifier Maximum. */
    public static final Field ENDGIDMAX = new Field(340, 2);
    /** ANA Transition Time, in seconds. */
    public static final Field ANATT = new Field(342, 1);
    /** Asymmetric Namespace Access Capabilities, {@link Anacap}. */
    public static final Field ANACAP = new Field(343, 1);
    /** ANA Group Identifier Maximum. */
    public static final Field ANAGRPMAX = new Field(344, 4);
    /** Number of ANA Group Identifiers. */
    public static final Field NANAGRPID = new Field(348, 4);
    /** Persistent Event Log Size, in units of 64 KiB. */
    public static final Field PELS = new Field(352, 4);
    /** Domain Identifier. */
    public static final Field DOMAINID = new Field(356, 2);
    /** Key Per I/O Capabilities. */
    public static final Field KPIOC = new Field(358, 1);
    /** Maximum Processing Time for Firmware Activation Without Reset, in units of 100 ms. */
    public static final Field MPTFAWR = new Field(360, 2);
    /** Max Endurance Group Capacity, in bytes. */
    public static final Field128 MEGCAP = new Field128(368);
    /** Temperature Threshold Hysteresis Attributes. */
    public static final Field TMPTHHA = new Field(384, 1);
    /** Command Quiesce Time, in milliseconds (TP4129); 0 is not reported. */
    public static final Field CQT = new Field(386, 2);
    /** Configurable Device Personality Attributes. */
    public static final Field CDPA = new Field(388, 2);
    /** Maximum Unlimited Power. */
    public static final Field MUP = new Field(390, 2);
    /** Interval Power Measurement Sample Rate. */
    public static final Field IPMSR = new Field(392, 2);
    /** Maximum Stop Measurement Time. */
    public static final Field MSMT = new Field(394, 2);
    /** Submission Queue Entry Size: bits 3:0 required, 7:4 maximum, powers of two. */
    public static final Field SQES = new Field(512, 1);
    /** Completion Queue Entry Size: bits 3:0 required, 7:4 maximum, powers of two. */
    public static final Field CQES = new Field(513, 1);
    /** Maximum Outstanding Commands. */
    public static final Field MAXCMD = new Field(514, 2);
    /** Number of Namespaces: the greatest NSID. */
    public static final Field NN = new Field(516, 4);
    /** Optional NVM Command Support, {@link Oncs}. */
    public static final Field ONCS = new Field(520, 2);
    /** Fused Operation Support: bit 0 is Compare and Write. */
    public static final Field FUSES = new Field(522, 2);
    /** Format NVM Attributes. */
    public static final Field FNA = new Field(524, 1);
    /** Volatile Write Cache. */
    public static final Field VWC = new Field(525, 1);
    /** Atomic Write Unit Normal, in logical blocks, 0's based. */
    public static final Field AWUN = new Field(526, 2);
    /** Atomic Write Unit Power Fail, in logical blocks, 0's based. */
    public static final Field AWUPF = new Field(528, 2);
    /** I/O Command Set Vendor Specific Command Configuration. */
    public static final Field ICSVSCC = new Field(530, 1);
    /** Namespace Write Protection Capabilities. */
    public static final Field NWPC = new Field(531, 1);
    /** Atomic Compare and Write Unit, in logical blocks, 0's based. */
    public static final Field ACWU = new Field(532, 2);
    /** Optional Copy Formats Supported: bit n for format n. */
    public static final Field OCFS = new Field(534, 2);
    /** SGL Support, {@link Sgls}. */
    public static final Field SGLS = new Field(536, 4);
    /** Maximum Number of Allowed Namespaces. */
    public static final Field MNAN = new Field(540, 4);
    /** Maximum Domain Namespace Attachments. */
    public static final Field128 MAXDNA = new Field128(544);
    /** Maximum I/O Controller Namespace Attachments. */
    public static final Field MAXCNA = new Field(560, 4);
    /** Optimal Aggregated Queue Depth. */
    public static final Field OAQD = new Field(564, 4);
    /** Recommended Host-Initiated Refresh Interval, in days. */
    public static final Field RHIRI = new Field(568, 1);
    /** Host-Initiated Refresh Time, in hours. */
    public static final Field HIRT = new Field(569, 1);
    /** Controller Maximum Memory Range Tracking Descriptors. */
    public static final Field CMMRTD = new Field(570, 2);
    /** NVM Subsystem Maximum Memory Range Tracking Descriptors. */
    public static final Field NMMRTD = new Field(572, 2);
    /** Minimum Memory Range Tracking Granularity. */
    public static final Field MINMRTG = new Field(574, 1);
    /** Maximum Memory Range Tracking Granularity. */
    public static final Field MAXMRTG = new Field(575, 1);
    /** Tracking Attributes. */
    public static final Field TRATTR = new Field(576, 1);
    /** Maximum Controller User Data Migration Queues. */
    public static final Field MCUDMQ = new Field(578, 2);
    /** Maximum NVM Subsystem User Data Migration Queues. */
    public static final Field MNSUDMQ = new Field(580, 2);
    /** Maximum CDQ Memory Ranges. */
    public static final Field MCMR = new Field(582, 2);
    /** NVM Subsystem Maximum CDQ Memory Ranges. */
    public static final Field NMCMR = new Field(584, 2);
    /** Maximum Controller Data Queue PRP Count. */
    public static final Field MCDQPC = new Field(586, 2);
    /** NVM Subsystem NVMe Qualified Name. */
    public static final TextField SUBNQN = TextField.terminated(768, 256);
    /** I/O Queue Command Capsule Supported Size, in units of 16 bytes; 4 is no in-capsule data. */
    public static final Field IOCCSZ = new Field(1792, 4);
    /** I/O Queue Response Capsule Supported Size, in units of 16 bytes. */
    public static final Field IORCSZ = new Field(1796, 4);
    /** In Capsule Data Offset, in units of 16 bytes. */
    public static final Field ICDOFF = new Field(1800, 2);
    /** Fabrics Controller Attributes: bit 0 is 0 for the dynamic controller model. */
    public static final Field FCATT = new Field(1802, 1);
    /** Maximum SGL Data Block Descriptors; 0 is no limit. */
    public static final Field MSDBD = new Field(1803, 1);
    /** Optional Fabrics Commands Support: bit 0 is Disconnect. */
    public static final Field OFCS = new Field(1804, 2);
    /** Discovery Controller Type. */
    public static final Field DCTYPE = new Field(1806, 1);
    /** Cross-Controller Reset Limit (TP8028); 0 is no support. */
    public static final Field CCRL = new Field(1807, 1);
    /** Offset of the 32 Power State Descriptors, {@link PowerState}. */
    public static final int PSD = 2048;
    /** CNTRLTYPE of an I/O controller. */
    public static final int CNTRLTYPE_IO = 1;
    /** CNTRLTYPE of a discovery controller. */
    public static final int CNTRLTYPE_DISCOVERY = 2;
    /** CNTRLTYPE of an administrative controller. */
    public static final int CNTRLTYPE_ADMINISTRATIVE = 3;
    /** CMIC bit 0: the NVM subsystem may have several ports. */
    public static final int CMIC_MULTIPLE_PORTS = 1;
    /** CMIC bit 1: the NVM subsystem may have several controllers. */
    public static final int CMIC_MULTIPLE_CONTROLLERS = 1 << 1;
    /** CMIC bit 3: asymmetric namespace access is reported. */
    public static final int CMIC_ANA = 1 << 3;
    /** FUSES bit 0: Compare and Write. */
    public static final int FUSES_COMPARE_AND_WRITE = 1;
    /** VWC bit 0: a volatile write cache is present. */
    public static final int VWC_PRESENT = 1;
    /** VWC bits 2:1 with value 10b: Flush to NSID FFFFFFFFh is refused. */
    public static final int VWC_FLUSH_ALL_NOT_SUPPORTED = 2 << 1;
    /** VWC bits 2:1 with value 11b: Flush to NSID FFFFFFFFh flushes all attached namespaces. */
    public static final int VWC_FLUSH_ALL_SUPPORTED = 3 << 1;
    /** FRMW bit 0: slot 1 is read only. */
    public static final int FRMW_SLOT1_READ_ONLY = 1;
    /** FCATT bit 0: the static controller model. */
    public static final int FCATT_STATIC = 1;
    /** OFCS bit 0: Disconnect is supported. */
    public static final int OFCS_DISCONNECT = 1;
    /** CRCAP bit 0: reachability reporting is supported. */
    public static final int CRCAP_RRSUP = 1;
    /** DCTYPE: not reported. */
    public static final int DCTYPE_NOT_REPORTED = 0;
    /** DCTYPE: direct discovery controller. */
    public static final int DCTYPE_DDC = 1;
    /** DCTYPE: central discovery controller. */
    public static final int DCTYPE_CDC = 2;

    private IdentifyController() {
    }
}
