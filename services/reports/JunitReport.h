#pragma once

#include "services/reports/ReportData.h"

#include <QByteArray>

namespace assay::reports {

/// JUnit's XML: a suite for each run, in it a test case for each gate, for the run's own gate and for each check against the baseline.
/// Pass: a plain case. Fail: <failure type="gate">. Too close to call: <failure type="too_close">. No result: <error>. Not finished,
/// or left out by the policy: <skipped>. A run that did not complete has one more case, "run", with an <error>. What is not gated has
/// no case. Any thread.
QByteArray junitReport(const ReportData &data);

} // namespace assay::reports
