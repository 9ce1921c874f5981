#include "services/json/Codec.h"
#include "services/json/CommonMapping.h"

namespace assay::json {

ASSAY_JSON_TYPE(BenchmarkRef)
ASSAY_JSON_TYPE(PrimaryScore)
ASSAY_JSON_TYPE(PassCriteria)
ASSAY_JSON_TYPE(Message)
ASSAY_JSON_TYPE(ResourceInfo)
ASSAY_JSON_TYPE(TestDataRef)
ASSAY_JSON_TYPE(HardwareConfig)
ASSAY_JSON_TYPE(Queue)

} // namespace assay::json
