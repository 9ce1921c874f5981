#pragma once

#include "models/common/Roles.h"

#include <QLabel>

namespace assay {

/// A label of plain text in the colour of a tone, read from the theme while painting, so that it follows every change.
class ToneLabel : public QLabel {
    Q_OBJECT
public:
    explicit ToneLabel(QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Plain;
};

} // namespace assay
