import java.io.BufferedOutputStream;
import java.io.IOException;

// The Mandelbrot set as a picture: bytes on standard output.
class mandelbrot {
    public static void main(String[] args) throws IOException {
        int width = args.length > 0 ? Integer.parseInt(args[0]) : 64;
        double scale = 3.0 / width;
        byte[] row = new byte[width];
        try (BufferedOutputStream output = new BufferedOutputStream(System.out, 1 << 16)) {
            output.write(("P5\n" + width + " " + width + "\n255\n").getBytes());
            for (int j = 0; j < width; j++) {
                double cy = j * scale - 1.5;
                for (int i = 0; i < width; i++) row[i] = (byte) (255 - steps(i * scale - 2.0, cy));
                output.write(row);
            }
        }
    }

    static int steps(double cx, double cy) {
        double x = 0, y = 0, xx = 0, yy = 0;
        int n = 0;
        do {
            y *= x;
            y = y + y + cy;
            x = xx - yy + cx;
            xx = x * x;
            yy = y * y;
            if (xx + yy > 4) break;
        } while (++n < 255);
        return n;
    }
}
