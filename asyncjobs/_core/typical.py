"""How long jobs typically take: what recorded answers and published examples show.

Seconds from begin to end, from answers recorded in public tests and traces between 2016 and 2025
and from the examples in the API documents of ECS, EVS, ELB, EIP, IMS, SDRS, VBS, CCE, DCS, DDS, DDM
and RDS; examples with suspiciously round figures are left out. One to three observations each: a
first guess, worth about as much as one job that is seen to end, and soon outweighed by what is.
"""

from math import exp, log

_SECONDS = {
    ("bms", "baremetalBatchCreate"): (247.0,),
    ("cce", "CreateCluster"): (550.0,),
    ("cce", "GetPSMCert"): (0.76,),
    ("dcs", "masterStandbySwapJob"): (2.9,),
    ("ddm", "CreateInstance"): (307.0,),
    ("ddm", "migrateLogicDb"): (936.0,),
    ("dds", "Create_MongoDB"): (2889.0,),
    ("ecs", "attachVolume"): (3.0,),
    ("ecs", "createServer"): (247.0,),
    ("ecs", "createSingleServer"): (168.4, 41.7),
    ("ecs", "detachVolume"): (2.5,),
    ("ecs", "resizeServer"): (38.0,),
    ("ecs", "serversAction"): (41.1,),
    ("eip", "createBatchPublicip"): (1.9,),
    ("elb", "createELB"): (25.9,),
    ("elbv3", "UPGRADE"): (1709.0,),
    ("evs", "batchCreateVolume"): (31.1,),
    ("evs", "createVolume"): (7.0, 8.05, 24.8),
    ("evs", "deleteVolume"): (5.4,),
    ("ims", "imsAddImageMembersJob"): (2.4,),
    ("ims", "imsCopyImageInRegionJob"): (131.0,),
    ("ims", "imsCreateImageByInstance"): (222.0,),
    ("ims", "imsCreateWholeImageByBackupJob"): (6.2,),
    ("ims", "imsCreateWholeImageByInstanceJob"): (529.0,),
    ("ims", "imsDelImageMembersJob"): (1.4,),
    ("ims", "imsImportImageJob"): (355.0,),
    ("ims", "imsNativeExportImageJob"): (182.0,),
    ("ims", "imsUpdateImageMembersJob"): (0.85,),
    ("rds", "BackupDbSqlserverInInstance"): (272.0,),
    ("sdrs", "createProtectionGroupNoCG"): (15.05,),
    ("sdrs", "stopProtectionGroupNoCG"): (8.0,),
    ("vbs", "bksCreateBackup"): (678.0,),
}

TYPICAL = {kind: exp(sum(map(log, seconds)) / len(seconds)) for kind, seconds in _SECONDS.items()}
"""Seconds by service and job_type: the geometric mean of what was recorded."""

CLOSING = 6.0
"""Seconds from the end of the last sub-job to the job's own: 3 to 8 s in recent answers."""
